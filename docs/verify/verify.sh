# The body in the file body.json, the three headers as arguments; while a secret is changed there are several signatures.
key=$(printf %s "${WEBHOOK_SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
mac=$({ printf '%s.%s.' "$1" "$2"; cat body.json; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
[ $(($(date +%s) - $2)) -lt 300 ] && case " $3 " in *" v1,$mac "*) echo verified ;; *) exit 1 ;; esac
