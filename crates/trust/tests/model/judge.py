"""Judges worlds by the reference model: worlds come as lines of JSON, judgements go as lines of JSON.

Usage: python3 judge.py FOLDER_OF_THE_MODEL < worlds > judgements
What a world looks like is said by crates/trust/src/tests/worlds/model.rs.
"""
import json
import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import model  # noqa: E402


def cert(it):
    data = dict(it["data"])
    if "sigs" in data:
        data["sigs"] = set(data["sigs"])
    return model.Cert(it["id"], it["kind"], it["issuer"], data, it["prev"])


def judge(world):
    genesis = model.Cert("G", "genesis", None, world["genesis"], [])
    genesis.id = world["genesis"]["id"]
    certs = [cert(it) for it in world["certs"]]
    changes = [model.Chg(it["id"], it["author"], it["grant"], it["deps"], it["log"], it["seq"]) for it in world["changes"]]
    accepted, found = model.accepted(changes, certs, genesis)
    ever, stewards = model.ever_granted(certs, genesis)
    return {
        "accepted": sorted(accepted),
        "grants": sorted(found["grants"]),
        "live": sorted(found["live"]),
        "stewards": sorted(found["stewards"]),
        "dropped": sorted(found["dropped"]),
        "charter": found["charter"],
        "ever": sorted(ever),
        "everStewards": sorted(stewards),
    }


for line in sys.stdin:
    print(json.dumps(judge(json.loads(line))))
