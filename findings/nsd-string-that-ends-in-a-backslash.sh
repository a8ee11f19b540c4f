#!/usr/bin/env bash
# NSD 4.6.1 (Debian 12): in a string without quotes that ends in an escaped backslash, the blank behind it becomes part
# of the string. RFC 1035 section 5.1: `\X` quotes one character, so `a\\` is "a" and a backslash, and the blank ends it.
# BIND 9.18 reads it so. Seen:
#   nsd-checkzone -p:   w  60  IN  TXT  "a\\ " "b"
#   named-compilezone:  w.example.com.  60 IN TXT  "a\\" "b"
# A zone that both serve, one as the primary and one from a copy of the file, answers two texts.
# Needs Debian 12 (apt-get download). Exits 1 when NSD no longer does so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download nsd=4.6.1-1
dpkg -x nsd_*.deb .

printf '%s\n' '$ORIGIN example.com.' '@ 60 IN SOA n a 1 2 3 4 5' '@ 60 IN NS n' 'n 60 IN A 192.0.2.1' 'w 60 IN TXT a\\ "b"' >zone

printed=$(./usr/sbin/nsd-checkzone -p example.com zone | grep -E '^w')
printf '%s\n' "$printed"
grep -qF '"a\\ " "b"' <<<"$printed"
