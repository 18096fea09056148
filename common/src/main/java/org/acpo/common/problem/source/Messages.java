package org.acpo.common.problem.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acpo.common.UserException;
import org.acpo.common.json.JsonLines;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as data sets for training hold it: a list of {@code {role, content}}, here an optional system turn, one user
 * turn and an optional answer of the assistant.
 *
 * @param system null when there is none
 * @param assistant null when the conversation ends with the user's turn
 */
record Messages(
        @Nullable String system, String user, @Nullable String assistant) {

    /** The list that a field's value is, or that its text holds as JSON; null when it is no conversation. */
    static @Nullable List<?> listOf(@Nullable Object value, String where) {
        if (value instanceof List<?> list) {
            return isConversation(list) ? list : null;
        }
        if (!(value instanceof String text) || !text.stripLeading().startsWith("[")) {
            return null;
        }
        if (text.strip().matches("(?s)\\[\\s*\\{\\s*'(?:role|content)'.*")) {
            throw new UserException(where + " is a list of messages in Python's notation, " + JsonLines.quote(text)
                    + "; write the list as JSON (json.dumps)");
        }
        List<?> list = JsonLines.list(text);
        return list != null && isConversation(list) ? list : null;
    }

    private static boolean isConversation(List<?> list) {
        return !list.isEmpty()
                && list.stream()
                        .allMatch(item -> item instanceof Map<?, ?> map
                                && (map.containsKey("role")
                                        || map.containsKey("content")
                                        || (map.containsKey("from") && map.containsKey("value"))));
    }

    /**
     * @param where names the field in errors, as the beginning of a sentence
     * @throws UserException when the turns are others than these, or hold more than text
     */
    static Messages of(List<?> list, String where) {
        List<String> roles = new ArrayList<>();
        List<String> contents = new ArrayList<>();
        for (Object item : list) {
            Map<?, ?> turn = (Map<?, ?>) item;
            roles.add(role(turn, where));
            contents.add(content(turn, where));
            checkNothingElse(turn, where);
        }
        int at = roles.get(0).equals("system") ? 1 : 0;
        boolean answered = roles.size() == at + 2;
        List<String> rest = roles.subList(at, roles.size());
        if (!rest.equals(List.of("user")) && !rest.equals(List.of("user", "assistant"))) {
            throw new UserException(where + " has the turns " + roles
                    + ", but only one user turn, after a system turn and before an assistant's if there are such, is"
                    + " supported; leave such rows out, or put the earlier turns into one text");
        }
        return new Messages(at == 1 ? contents.get(0) : null, contents.get(at), answered ? contents.get(at + 1) : null);
    }

    private static String role(Map<?, ?> turn, String where) {
        if (turn.get("role") instanceof CharSequence role) {
            return role.toString();
        }
        throw new UserException(where + " has a message without role, with the fields " + turn.keySet()
                + "; every message needs role and content");
    }

    private static String content(Map<?, ?> turn, String where) {
        Object content = turn.get("content");
        if (content instanceof CharSequence text) {
            return text.toString();
        }
        if (content instanceof List<?> parts && parts.size() == 1 && parts.get(0) instanceof Map<?, ?> part) {
            if ("text".equals(part.get("type")) && part.get("text") instanceof CharSequence text) {
                return text.toString();
            }
        }
        throw new UserException(where + " has a message whose content is " + JsonLines.quote(String.valueOf(content))
                + ", but it must be a text");
    }

    private static void checkNothingElse(Map<?, ?> turn, String where) {
        turn.forEach((name, value) -> {
            boolean empty = value == null || (value instanceof List<?> list && list.isEmpty());
            if (!name.equals("role") && !name.equals("content") && !empty) {
                throw new UserException(where + " has a message with " + name + " "
                        + JsonLines.quote(String.valueOf(value)) + ", which is not supported; leave it out");
            }
        });
    }
}
