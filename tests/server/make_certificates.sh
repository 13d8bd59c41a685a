#!/bin/sh
# Makes a throwaway authority, a server certificate and clients with one role each, as
# docs/operations.md tells operators to. Usage: make_certificates.sh DIRECTORY ROLE...
# The client of the role "none" has no role, that of "administrator-approver" has two.
set -eu
cd "$1"
shift

key() {  # NAME SUBJECT: a key and a request for a certificate
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$2" \
    -keyout "$1.key" -out "$1.csr" 2>/dev/null
}
sign() {  # NAME ALTERNATIVE-NAMES
  printf 'subjectAltName=%s\n' "$2" > "$1.ext"
  openssl x509 -req -days 2 -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial \
    -extfile "$1.ext" -out "$1.crt" 2>/dev/null
}

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
  -subj "/CN=Test authority" -keyout ca.key -out ca.crt 2>/dev/null
key server "/CN=localhost"
sign server "DNS:localhost,IP:127.0.0.1"
for role in "$@"; do
  key "$role" "/CN=test-$role"
  case "$role" in
    none) sign "$role" "URI:https://example.org/" ;;
    *) sign "$role" "URI:https://example.org/$(printf -- '-%s' "$role" | sed 's/-/,URI:urn:portcullis:role:/g')" ;;
  esac
done
key nameless "/O=Somebody"
sign nameless "URI:urn:portcullis:role:kiosk"
