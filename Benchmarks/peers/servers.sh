# shellcheck shell=bash disable=SC2154
# Functions, for sourcing by `run`: the servers it visits, one at a time and on the first core.

peers=(nginx-light kamailio)

# The packages shall install their programs and start nothing.
install_peers() {
    local as_root=() policy=/usr/sbin/policy-rc.d
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
    if [ ! -e "$policy" ]; then
        trap '"${as_root[@]}" rm -f "$policy"' RETURN
        printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
        "${as_root[@]}" chmod 755 "$policy"
    fi
    "${as_root[@]}" apt-get update -q >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        "${peers[@]}" >&2
}

# A program that may live where only root's PATH leads.
program() { PATH=$PATH:/usr/sbin:/sbin command -v "$1"; }

choose_servers() {
    local name
    servers=(strowger)
    for name in nginx kamailio; do
        if program "$name" >/dev/null; then servers+=("$name"); else say "$name is not installed; left out"; fi
    done
}

# fill TEMPLATE NAME=VALUE…: the template with its places filled in.
fill() {
    local text pair
    text=$(cat "$here/$1")
    for pair in "${@:2}"; do text=${text//"@${pair%%=*}@"/"${pair#*=}"}; done
    printf '%s\n' "$text" >"$work/$1"
}

# start COMMAND…: on the first core, and waits until it listens.
start() {
    taskset -c 0 "$@" >"$work/server.log" 2>&1 </dev/null &
    server_pid=$!
    for _ in $(seq 100); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            sleep 0.3
            return
        fi
        kill -0 "$server_pid" 2>/dev/null || break
        sleep 0.05
    done
    tail -n 20 "$work/server.log" >&2
    die "$1 did not start"
}

server_pid=
stop_server() {
    [ -n "$server_pid" ] || return 0
    kill "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
    server_pid=
}

start_strowger() {
    port=$(free_port)
    fill tenant.json5 "KEY=$key"
    # No call ends here, and the safety valve is not what is measured.
    if [ "$kind" = ceiling ]; then
        export STROWGER_TENANT_FILES="$work/tenant.json5" STROWGER_AUDIT_MODE=off
        export STROWGER_CALLS_MAXIMUM_LIVE=10000000
    fi
    STROWGER_LOOPS=1 STROWGER_HTTP_PORT=$port STROWGER_LOG_LEVEL=warning \
        STROWGER_CALLS_VOICE_LIMIT_PER_SECOND=0 start "$programs/strowger" serve
}

start_nginx() {
    port=$(free_port)
    fill nginx.conf "WORK=$work" "PORT=$port" "BODY=$answer"
    start "$(program nginx)" -c "$work/nginx.conf"
}

start_kamailio() {
    local modules document
    port=$(free_port)
    modules=$(echo /usr/lib/*/kamailio/modules/)
    # The target stands where Strowger's stands; nothing else of the document changes.
    document=${answer//\"/\'}
    document="${document%%<Service*}<Sip>\$du</Sip>${document##*</Service>}"
    printf '1 sip:192.0.2.%s:5060\n' 1 2 3 >"$work/dispatcher.list"
    fill kamailio.cfg "WORK=$work" "PORT=$port" "MODULES=$modules" "DOCUMENT=$document"
    start "$(program kamailio)" -DD -f "$work/kamailio.cfg" -m 64 -M 8 -Y "$work"
}

# The stores stand on the other core, beside the load.
start_stores() {
    stores=$work/stores
    mkdir "$stores"
    prepare_servers "$stores"
    (
        taskset -cp 1 "$BASHPID" >/dev/null
        start_postgres "$stores" shared_buffers=256MB
        start_redis "$stores"
    )
    read_settings "$stores"
    psql -Xq -v ON_ERROR_STOP=1 "$(database postgres postgres)" -f Config/postgres/bootstrap.sql >&2
    random_hex 32 >"$work/master.key"
    chmod 600 "$work/master.key"
    STROWGER_POSTGRES_URL=$(database strowger_engine strowger)
    STROWGER_POSTGRES_OWNER_URL=$(database strowger_owner strowger)
    export STROWGER_POSTGRES_URL STROWGER_POSTGRES_OWNER_URL STROWGER_MASTER_KEY_FILE=$work/master.key
    export STROWGER_REDIS_URL="redis://strowger:$REDIS_PASSWORD@127.0.0.1:$REDIS_PORT/0"
    fill tenant.json5 "KEY=$key"
    "$programs/strowger" migrate >&2
    "$programs/strowger" tenant load "$work/tenant.json5" >&2
}

database() { echo "postgresql://$1@/$2?host=$SOCKETS&port=$POSTGRES_PORT"; }

# Processor time so far of the server and of the stores, user and system, in hundredths of a second.
processor_ticks() {
    local line
    line="\"server\":$(ticks_of "$server_pid")"
    if [ -n "${stores:-}" ]; then
        line+=",\"postgres\":$(ticks_of "$(head -n 1 "$stores/postgres/postmaster.pid")")"
        line+=",\"redis\":$(ticks_of "$(cat "$stores/redis/pid")")"
    fi
    echo "{$line}"
}

# A process and its children; what children that have gone used is part of the parent's account.
ticks_of() {
    local pid user=0 system=0 fields
    for pid in "$1" $(pgrep -P "$1" || true); do
        # The name in parentheses may hold blanks.
        fields=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) || continue
        # shellcheck disable=SC2086
        set -- $fields
        user=$((user + ${12})) system=$((system + ${13}))
    done
    echo "[$user,$system]"
}

# Records that wait to be written, where there is something to write them to.
queued_records() {
    if [ -z "${stores:-}" ]; then echo 0; else report queue "$port"; fi
}

finish() {
    trap '' INT TERM HUP EXIT
    stop_server
    if [ -n "${stores:-}" ] && [ -f "$stores/settings" ]; then
        stop_redis "$stores"
        stop_postgres "$stores"
        read_settings "$stores"
        rm -rf "$SOCKETS"
    fi
    rm -rf "$work"
}
