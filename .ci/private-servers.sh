# shellcheck shell=bash disable=SC2016,SC2153
# Functions, for sourcing: a PostgreSQL and a Redis of our own in one private folder.
#
# Layout of the folder: postgres/ (the cluster), redis/, socket/ (PostgreSQL's), *.log, settings.
# Everything in it belongs to the account the servers run as, and nobody else may enter, which is
# why connections over the socket need no password. TCP connections on the loopback do.

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# The account the servers run as: PostgreSQL refuses to be root.
server_account() {
    if [ "$(id -u)" -ne 0 ]; then
        id -un
    elif id postgres >/dev/null 2>&1; then
        echo postgres
    else
        echo nobody
    fi
}

as_server_account() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    else
        local account
        account=$(server_account)
        setpriv --reuid="$account" --regid="$(id -g "$account")" --init-groups --no-new-privs \
            env HOME=/ "$@"
    fi
}

# The folder with initdb, pg_ctl and psql; Debian keeps them out of PATH, one folder per version.
postgres_programs() {
    local folder newest=
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V); do
        if [ -x "$folder/initdb" ]; then newest=$folder; fi
    done
    if [ -z "$newest" ] && command -v initdb >/dev/null; then newest=$(dirname "$(command -v initdb)"); fi
    [ -n "$newest" ] || die "PostgreSQL's server programs are missing; run .ci/install"
    echo "$newest"
}

random_hex() { od -An -v -tx1 -N"$1" /dev/urandom | tr -d ' \n'; }

# A loopback port nobody answers on, below the range the kernel gives to outgoing connections.
free_port() {
    local port
    for _ in $(seq 100); do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
    done
    die "no free port between 20000 and 32000"
}

# Reads the settings of a folder made by prepare_servers: ports, passwords, socket folder.
read_settings() {
    [ -f "$1/settings" ] || die "$1 holds no servers"
    # shellcheck source=/dev/null
    . "$1/settings"
}

# prepare_servers FOLDER: makes the folder ready for both servers, once.
prepare_servers() {
    local folder=$1 sockets=$1/socket account
    account=$(server_account)
    mkdir -p "$folder"
    chmod 700 "$folder"
    if [ ! -f "$folder/settings" ]; then
        # A socket's path has to fit into sockaddr_un.
        if [ "${#sockets}" -gt 80 ]; then sockets=$(mktemp -d /var/tmp/strowger-socket.XXXXXX); fi
        mkdir -p "$sockets" "$folder/redis"
        (
            umask 077
            printf '%s=%q\n' \
                SOCKETS "$sockets" POSTGRES_PORT "$(free_port)" POSTGRES_PASSWORD "$(random_hex 16)" \
                REDIS_PORT "$(free_port)" REDIS_PASSWORD "$(random_hex 16)" >"$folder/settings.new"
        )
        mv "$folder/settings.new" "$folder/settings"
        if [ "$(id -u)" -eq 0 ]; then chown -R "$account": "$folder" "$sockets"; fi
        chmod 700 "$sockets"
    fi
    as_server_account test -x "$folder" || die "the account $account can not reach $folder"
}

# start_postgres FOLDER [SETTING=VALUE…]: makes the cluster when there is none, and starts it.
start_postgres() {
    local folder=$1 programs setting options=
    shift
    programs=$(postgres_programs)
    read_settings "$folder"
    if [ ! -f "$folder/postgres/PG_VERSION" ]; then
        (
            cd /
            as_server_account sh -c 'umask 077; printf %s "$1" >"$2"' - \
                "$POSTGRES_PASSWORD" "$folder/superuser"
            # Renamed when complete, so that an interrupted start leaves nothing that looks like one.
            as_server_account rm -rf "$folder/postgres.new"
            as_server_account "$programs/initdb" -D "$folder/postgres.new" -U postgres --encoding=UTF8 \
                --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256 \
                --pwfile="$folder/superuser" --no-sync >"$folder/initdb.log" 2>&1
            as_server_account mv "$folder/postgres.new" "$folder/postgres"
        ) || { cat "$folder/initdb.log" >&2; die "initdb failed"; }
    fi
    for setting in "listen_addresses=127.0.0.1" "port=$POSTGRES_PORT" \
        "unix_socket_directories=$SOCKETS" "unix_socket_permissions=0700" "timezone=UTC" "$@"; do
        options+=" -c '$setting'"
    done
    (cd / && as_server_account "$programs/pg_ctl" start -w -t 60 -D "$folder/postgres" \
        -l "$folder/postgres.log" -o "$options" </dev/null >/dev/null 2>&1) ||
        { tail -n 20 "$folder/postgres.log" >&2; die "PostgreSQL did not start"; }
}

# stop_postgres FOLDER: does nothing when it is not running.
stop_postgres() {
    local folder=$1
    [ -f "$folder/postgres/postmaster.pid" ] || return 0
    (cd / && as_server_account "$(postgres_programs)/pg_ctl" stop -w -t 30 -m fast \
        -D "$folder/postgres" </dev/null >/dev/null 2>&1) || say "PostgreSQL in $folder did not stop"
}

start_redis() {
    local folder=$1
    read_settings "$folder"
    as_server_account sh -c 'umask 077; cat >"$1"' - "$folder/redis/redis.conf" <<CONF
bind 127.0.0.1
port $REDIS_PORT
dir "$folder/redis"
pidfile "$folder/redis/pid"
logfile "$folder/redis.log"
daemonize yes
save ""
appendonly no
user default off
user strowger on >$REDIS_PASSWORD ~* &* +@all
CONF
    (cd / && as_server_account redis-server "$folder/redis/redis.conf" </dev/null >/dev/null 2>&1)
    for _ in $(seq 100); do
        if redis_answers; then return; fi
        sleep 0.05
    done
    tail -n 20 "$folder/redis.log" >&2
    die "Redis did not start"
}

redis_answers() {
    [ "$(REDISCLI_AUTH=$REDIS_PASSWORD redis-cli -h 127.0.0.1 -p "$REDIS_PORT" --user strowger ping \
        2>/dev/null)" = PONG ]
}

# stop_redis FOLDER: does nothing when it is not running.
stop_redis() {
    local folder=$1 pid
    pid=$(cat "$folder/redis/pid" 2>/dev/null) || return 0
    # The number may belong to somebody else by now.
    grep -q '^redis-server' "/proc/$pid/comm" 2>/dev/null || return 0
    kill "$pid" 2>/dev/null || return 0
    # Its own file says when it is gone; the process may linger unreaped where there is no real init.
    for _ in $(seq 100); do
        [ -e "$folder/redis/pid" ] || return 0
        sleep 0.05
    done
    kill -KILL "$pid" 2>/dev/null || true
}
