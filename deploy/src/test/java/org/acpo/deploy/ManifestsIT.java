package org.acpo.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * The files of {@code deploy/kubernetes} say nothing that the API server would not understand: they are read by the classes
 * of its API, and a field that those lack is an error.
 */
class ManifestsIT {
    private static final Path FOLDER = Acpo.DISTRIBUTION.resolve("kubernetes");
    private static final ObjectMapper STRICT =
            new ObjectMapper(new YAMLFactory()).setAnnotationIntrospector(new Strict());
    private static final Map<String, Class<?>> KINDS = Map.of(
            "ServiceAccount",
            ServiceAccount.class,
            "Role",
            Role.class,
            "RoleBinding",
            RoleBinding.class,
            "PersistentVolumeClaim",
            PersistentVolumeClaim.class,
            "Pod",
            Pod.class);

    /** Those of the operator's v1beta2 that our file has a use for. */
    private static final Set<String> APPLICATION = Set.of(
            "type",
            "mode",
            "sparkVersion",
            "image",
            "mainClass",
            "mainApplicationFile",
            "arguments",
            "restartPolicy",
            "sparkConf",
            "driver",
            "executor",
            "volumes");

    private static final Set<String> APPLICATION_POD = Set.of(
            "cores", "memory", "memoryOverhead", "serviceAccount", "instances", "gpu", "tolerations", "volumeMounts");

    /** The API's classes keep fields that they do not know; without this they are refused. */
    private static final class Strict extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated a) {
            return false;
        }
    }

    @Test
    void everyFieldIsOneOfTheApi() throws IOException {
        for (String name : List.of("driver.yaml", "executor.yaml", "prepare.yaml")) {
            for (JsonNode object : documents(name)) {
                String kind = object.get("kind").asText();
                assertThat(KINDS).as(name).containsKey(kind);
                assertThat(STRICT.convertValue(object, KINDS.get(kind))).isNotNull();
            }
        }
    }

    @Test
    void aFieldThatIsMisspeltIsRefused() throws IOException {
        String wrong = Files.readString(FOLDER.resolve("driver.yaml")).replace("mountPath: /runs", "mountpath: /runs");
        assertThatThrownBy(() -> STRICT.readValue(wrong, Pod.class)).hasMessageContaining("mountpath");
    }

    /** The pods of the operator's file are those of the templates, and its jar is in the image. */
    @Test
    void theSparkOperatorMakesTheSamePods() throws IOException {
        JsonNode application = documents("spark-application.yaml").get(0);
        assertThat(application.get("apiVersion").asText()).isEqualTo("sparkoperator.k8s.io/v1beta2");
        JsonNode spec = application.get("spec");
        assertThat(fields(spec)).isSubsetOf(APPLICATION);
        for (String pod : List.of("driver", "executor")) {
            Pod template = STRICT.convertValue(documents(pod + ".yaml").get(0), Pod.class);
            JsonNode described = spec.get(pod);
            assertThat(fields(described)).isSubsetOf(APPLICATION_POD);
            assertThat(fields(described.get("gpu"))).containsExactly("name", "quantity");
            assertThat(STRICT.convertValue(described.get("tolerations"), new TypeReference<List<Toleration>>() {}))
                    .isEqualTo(template.getSpec().getTolerations());
            assertThat(STRICT.convertValue(described.get("volumeMounts"), new TypeReference<List<VolumeMount>>() {}))
                    .isEqualTo(template.getSpec().getContainers().get(0).getVolumeMounts());
            assertThat(STRICT.convertValue(spec.get("volumes"), new TypeReference<List<Volume>>() {}))
                    .isEqualTo(template.getSpec().getVolumes());
        }
        String jar = spec.get("mainApplicationFile").asText().replaceFirst("local:///opt/acpo/", "");
        assertThat(Acpo.DISTRIBUTION.resolve(jar)).exists();
        assertThat(Acpo.DISTRIBUTION.resolve(
                        "spark/jars/spark-core_2.12-" + spec.get("sparkVersion").asText() + ".jar"))
                .exists();
    }

    private static List<String> fields(JsonNode node) {
        return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false)
                .toList();
    }

    /** The documents of a file, what they refer to by YAML's anchors put in its place. */
    private static List<JsonNode> documents(String name) throws IOException {
        Iterable<Object> documents = new Yaml().loadAll(Files.readString(FOLDER.resolve(name)));
        return StreamSupport.stream(documents.spliterator(), false)
                .<JsonNode>map(STRICT::valueToTree)
                .toList();
    }
}
