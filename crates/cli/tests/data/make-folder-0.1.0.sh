#!/bin/sh
# Makes the frozen data folder of version 0.1.0 that `all/older.rs` opens: Alice's, with keys and databases in the clear.
#
#   git worktree add /tmp/before f55ace2 && (cd /tmp/before && cargo build -p cli)   # the last one that sealed nothing
#   crates/cli/tests/data/make-folder-0.1.0.sh /tmp/before/target/debug/mh crates/cli/tests/data/folder-0.1.0
#
# Made anew it has other ids and keys; `expected.json` in it says what must be found.
set -eu
mh=$1
into=$2
work=$(mktemp -d)
alice() { MANYHANDS_HOME="$work/alice" "$mh" "$@"; }
bob() { MANYHANDS_HOME="$work/bob" "$mh" "$@"; }

alice name Alice
bob name Bob
alice settings nearby=off
bob settings nearby=off
alice new "Mill Road"
alice add need "Blankets for Kirchplatz" quantity=10 urgency=4 > "$work/blankets"
blankets=$(cut -d' ' -f1 "$work/blankets" | head -n1)
alice add offer "A van on Saturdays"
alice add site "Hall" address="Mill Road 7"
soap=$(alice add supply "Soap" unit=bar | cut -d' ' -f1)
alice edit "$blankets" title="Warm blankets for Kirchplatz"
alice claim "$blankets" --quantity 4
alice stock "$soap" =50
alice stock "$soap" -6
alice comment "$blankets" "From the church, with thanks"
rubbish=$(alice add need "Put away" | cut -d' ' -f1)
alice archive "$rubbish"
ticket=$(alice invite | grep -o 'mh1[a-z0-9]*' | head -n1)

MANYHANDS_HOME="$work/alice" "$mh" serve > "$work/ready" &
serving=$!
while ! grep -q Ready "$work/ready"; do sleep 0.1; done
bob join "$ticket"
bob claim "$blankets" --quantity 3
bob add need "Soup from Bob"
bob sync
kill -TERM "$serving"
wait "$serving"

alice new "Choir"
alice --board Choir add need "A piano tuner"

rm -rf "$into"
mkdir -p "$into"
cp "$work/alice/profiles/default/keys" "$work/alice/profiles/default/log.db" "$work/alice/profiles/default/local.db" \
   "$work/alice/profiles/default/index.db" "$into/"
{
  echo "{"
  echo "\"boards\": $(alice boards --json),"
  echo "\"people\": $(alice --board "Mill Road" people --json),"
  echo "\"items\": $(alice --board "Mill Road" list --json),"
  echo "\"archived\": $(alice --board "Mill Road" list --archived --json),"
  echo "\"blankets\": $(alice --board "Mill Road" show "$blankets" --json),"
  echo "\"choir\": $(alice --board Choir list --json),"
  echo "\"tickets\": $(alice --board "Mill Road" tickets --json)"
  echo "}"
} > "$into/expected.json"
rm -rf "$work"
