# shellcheck shell=bash disable=SC2154
# A function, for sourcing: prints one call of a sample tenant as curl commands, to copy and paste.

# print_sample_call DOMAIN KEY: uses origin, state and database of the script that sources it.
print_sample_call() {
    local domain=$1 key=$2 token caller=12125550100 called=12125550199 began
    token=$(random_hex 16)
    began=$(date +%s)
    cat <<TEXT

Strowger serves on $origin
  metrics    $origin/metrics
  health     $origin/livez and $origin/readyz
  records    psql '$(database strowger_owner strowger)' -c 'SELECT * FROM call_records'

1. A call comes in, and is connected to an agent:

curl -sS -H 'Authorization: Bearer $key' -H 'Content-Type: application/json' \\
  -d '{"CallSid":"$token","Session":"$token","From":"$caller","To":"$called","Direction":"inbound","CallStatus":"in-progress","Domain":"$domain","AccountSid":"$domain","ApiVersion":"1"}' \\
  $origin/api/voice/application/$domain | tee $state/answer.xml

2. That agent does not answer, and the next one is tried:

curl -sS -H 'Authorization: Bearer $key' -H 'Content-Type: application/json' \\
  -d '{"CallSid":"$token","Session":"$token","From":"$caller","To":"$called","Direction":"inbound","CallStatus":"in-progress","Domain":"$domain","DialCallStatus":"no-answer"}' \\
  "\$(sed -n 's/.* action="\\([^"]*\\)".*/\\1/p' $state/answer.xml | sed 's/&amp;/\\&/g')"

3. The call is over, and its record is complete:

curl -sS -H 'Authorization: Bearer $key' -H 'Content-Type: application/json' \\
  -d '{"timestamp":$began,"from":"$caller","to":"$called","domain":"$domain","duration":65,"billsec":40,"disposition":"ANSWER","call_id":"$token@10.0.0.9:5060","session":{"id":1,"token":"$token","domain":"$domain","destination":"$called","callerId":"$caller","callStartTime":${began}123,"callAnswerTime":$((began + 25))200,"callEndTime":$((began + 65))700,"status":"answer"}}' \\
  $origin/api/voice/session/cdr/$domain

Ctrl-C stops everything.
TEXT
}
