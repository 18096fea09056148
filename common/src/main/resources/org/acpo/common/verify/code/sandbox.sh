# Runs a program on a row of inputs, each run within limits and with nothing left of it afterwards. After each run, when
# the program is dead, prints "<exit status> <bytes>" and that many bytes of its output; stops after a run that failed.
# Needs util-linux and coreutils. Sandbox.java gives the arguments.
#
#   level    namespaces (this shell is process 1 of its own namespaces) | limits (it is not)
#   home     folder with code/, in/1 ... in/<runs>, and room for box/ and out/
#   uid      user to become, or - to stay
#   visible  folders and files of the host that the program may read (namespaces)
#   space    bytes of all files together (namespaces)
#   limits   options of prlimit
#   seconds  wall time of one run
#   runs     number of inputs
#   compile  command to run before the first input, quoted for the shell, or empty; what it leaves is in box/program
#   command  the program, quoted for the shell
set -eu
level=$1 home=$2 uid=$3 visible=$4 space=$5 limits=$6 seconds=$7 runs=$8 compile=$9
shift 9
command=$1
umask 022

# A root file system of its own, on memory: the visible folders, a few devices, and what the run needs. The old one goes.
enter() {
    root=$home/root
    mount --make-rprivate /
    mount -t tmpfs -o "nosuid,nodev,mode=755,size=$space,nr_inodes=4k" tmpfs "$root"
    (cd "$root" && mkdir -p dev proc tmp box old code in out && : > dev/null && : > dev/zero && : > dev/urandom)
    for folder in $visible; do
        if [ -L "$folder" ]; then
            mkdir -p "$root${folder%/*}"
            ln -s "$(readlink "$folder")" "$root$folder"
        elif [ -d "$folder" ]; then
            mkdir -p "$root$folder"
            mount --bind -o ro "$folder" "$root$folder"
        elif [ -f "$folder" ]; then
            mkdir -p "$root${folder%/*}"
            : > "$root$folder"
            mount --bind -o ro "$folder" "$root$folder"
        fi
    done
    for device in null zero urandom; do
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    mount --bind -o ro "$home/code" "$root/code"
    mount --bind -o ro "$home/in" "$root/in"
    mount -t proc -o nosuid,nodev,noexec proc "$root/proc" || true
    cd "$root"
    pivot_root . old
    umount -l old
    home=
}

# run <input> <output> <command, quoted>: within the limits, as nobody, without rights; its exit status is in $status.
run() {
    input=$1 output=$2
    eval "set -- $3"
    set -- env -i PATH=/usr/bin:/bin HOME="$home/box/now" LANG=C.UTF-8 PYTHONHASHSEED=0 MALLOC_ARENA_MAX=2 "$@"
    if [ "$uid" != - ]; then
        if [ "$seal" = yes ]; then
            set -- unshare -U -r sh -c "$forbid"' && exec "$@"' sh setpriv $rightless "$@"
        fi
        set -- setpriv --reuid="$uid" --regid="$uid" --clear-groups --no-new-privs $rightless "$@"
    elif [ "$level" = namespaces ]; then
        set -- setpriv --no-new-privs $rightless "$@"
    else
        set -- setpriv --no-new-privs "$@"
    fi
    mkdir "$home/box/now"
    [ "$uid" = - ] || chown "$uid" "$home/box/now"
    cd "$home/box/now"
    status=0
    timeout -s KILL "$seconds" prlimit $limits "$@" < "$input" > "$output" 2> /dev/null || status=$?
    cd /
    sweep
}

# No process that the program left behind lives on. Process 1 reaches all of its namespace and nothing else.
sweep() {
    if [ "$level" = namespaces ]; then
        [ $$ -ne 1 ] || kill -KILL -1 2> /dev/null || true
    elif [ "$uid" != - ]; then
        setpriv --reuid="$uid" --regid="$uid" --clear-groups sh -c 'kill -KILL -1' 2> /dev/null || true
    fi
}

# New user namespaces would bring back rights within themselves, so the program gets one that forbids them.
forbid='echo 0 > /proc/sys/user/max_user_namespaces'
rightless='--bounding-set=-all --inh-caps=-all'
seal=no
if [ "$level" = namespaces ]; then
    enter
    if [ "$uid" = - ]; then
        sh -c "$forbid" 2> /dev/null || true
    elif setpriv --reuid="$uid" --regid="$uid" --clear-groups --no-new-privs \
            unshare -U -r sh -c "$forbid" 2> /dev/null; then
        seal=yes
    fi
fi

status=0
if [ -n "$compile" ]; then
    run /dev/null "$home/out/0" "$compile"
    mv "$home/box/now" "$home/box/program"
    echo "$status 0"
fi
number=1
while [ "$status" -eq 0 ] && [ "$number" -le "$runs" ]; do
    run "$home/in/$number" "$home/out/$number" "$command"
    echo "$status $(wc -c < "$home/out/$number")"
    cat "$home/out/$number"
    rm -rf "$home/box/now" "$home/out/$number"
    number=$((number + 1))
done
