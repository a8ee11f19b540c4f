#!/usr/bin/env bash
# NSD 4.6.1 (Debian 12) refuses the whole zone for a string without quotes that begins with a dot: "syntax error". RFC
# 1035 section 5.1 lets such a string hold any character but blanks, quotes, semicolons and parentheses. BIND 9.18,
# ldns 1.8.3 and Knot 3.2.6 take it. With a dot further behind it is taken.
# Needs Debian 12 (apt-get download). Exits 1 when NSD no longer does so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download nsd=4.6.1-1
dpkg -x nsd_*.deb .

zone() {
  printf '%s\n' '$ORIGIN example.com.' '@ 60 IN SOA n a 1 2 3 4 5' '@ 60 IN NS n' 'n 60 IN A 192.0.2.1' "w 60 IN TXT $1" >zone
  ./usr/sbin/nsd-checkzone example.com zone 2>&1 || true
}

zone 'a.b' | tee taken
zone '.b' | tee refused
grep -qF 'zone example.com is ok' taken
grep -qF 'syntax error' refused
