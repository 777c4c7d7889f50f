"""A second reader of the format, written from docs/protocol.md alone.

It shares no line with the Rust rooms: BLAKE3, Ed25519, XChaCha20-Poly1305, CBOR and zstd are from PyPI. It takes
crates/trust/tests/vectors.json and the other frozen bytes, and makes, opens and checks everything in them again. Run it by

    python3 -m venv V && V/bin/pip install blake3 pynacl cbor2 zstandard && V/bin/python tests/vectors/second.py

Exit code 0: all agree. 1: something differs. 3: a package is missing, nothing was checked.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import sys

try:
    import cbor2
    import nacl.bindings as nacl
    import zstandard
    from nacl.exceptions import BadSignatureError
    from blake3 import blake3
except ImportError as missing:
    print(f"not checked: {missing}")
    sys.exit(3)

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUCKETS = [256 << n for n in range(9)]
checked = 0


def check(found, wanted, what):
    global checked
    checked += 1
    if found != wanted:
        show = lambda v: v.hex() if isinstance(v, bytes) else repr(v)
        print(f"DIFFERS: {what}\n  found  {show(found)}\n  wanted {show(wanted)}")
        sys.exit(1)


def un(text):
    return bytes.fromhex(text)


# --- Domain strings, keys -------------------------------------------------------------------------------------------


def h(domain, *parts):
    return blake3(b"".join(parts), derive_key_context=f"manyhands 2026 {domain}").digest()


def u64(n):
    return n.to_bytes(8, "big")


def u32(n):
    return n.to_bytes(4, "big")


def public_of(seed):
    return nacl.crypto_sign_seed_keypair(seed)[0]


def verify(key, signature, domain, *parts):
    """Ed25519 over domain, a zero byte and the parts. libsodium refuses small orders and a second form, too."""
    message = f"manyhands 2026 {domain}".encode() + b"\0" + b"".join(parts)
    try:
        nacl.crypto_sign_open(signature + message, key)
        return True
    except BadSignatureError:
        return False


# --- Canonical CBOR --------------------------------------------------------------------------------------------------


def head(major, n):
    if n < 24:
        return bytes([major << 5 | n])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if n < 1 << (8 * size):
            return bytes([major << 5 | code]) + n.to_bytes(size, "big")
    raise ValueError(n)


def encode(value):
    """The one form of a value: numbers, byte strings, text, null, yes and no, arrays."""
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(encode, value))
    raise ValueError(type(value))


def read(data, what, fields=None):
    """Decodes, encodes again, refuses other bytes. Absent fields at the end are filled up."""
    value = cbor2.loads(data)
    check(encode(value), data, f"{what} is canonical")
    if fields is not None:
        assert value[-1:] != [None], f"{what}: absent fields at the end are left out"
        value = value + [None] * (fields - len(value))
    return value


# --- Sealing ---------------------------------------------------------------------------------------------------------


def bucket(n):
    return next((b for b in BUCKETS if b >= n), -(-n // 65536) * 65536)


def place(log, seq, part):
    return log + u64(seq) + bytes([part])


def seal(key, at, clear):
    padded = u32(len(clear)) + clear
    padded += b"\0" * (bucket(len(padded)) - len(padded))
    nonce = blake3(at + padded, key=h("seal nonce", key)).digest()[:24]
    return nonce + nacl.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, at, nonce, h("seal key", key))


def open_sealed(key, at, sealed):
    nonce, rest = sealed[:24], sealed[24:]
    padded = nacl.crypto_aead_xchacha20poly1305_ietf_decrypt(rest, at, nonce, h("seal key", key))
    clear = padded[4 : 4 + int.from_bytes(padded[:4], "big")]
    check(seal(key, at, clear), sealed, "a sealed text has one form")
    return clear


# --- Frames and headers ----------------------------------------------------------------------------------------------


def open_frame(frame, epochs, what):
    """Returns (id, log, seq, header fields, header bytes, body)."""
    version, log, seq, prev, epoch, header_hash, body_hash, signature, header, body = read(frame, what, 10)
    check(version, 1, f"{what}: version")
    check(h("sealed header", header), header_hash, f"{what}: header hash")
    check(h("sealed body", body), body_hash, f"{what}: body hash")
    entry = h("entry id", b"\1", log, u64(seq), prev, epoch, header_hash, body_hash)
    check(verify(log, signature, "entry signature", entry), True, f"{what}: signature")
    clear = open_sealed(epochs[epoch], place(log, seq, 0), header)
    fields = read(clear, f"{what}: header", 11)
    clear_body = open_sealed(epochs[fields[3] or epoch], place(log, seq, 1), body)
    check(len(clear_body), fields[9], f"{what}: body length")
    check(fields[6], sorted(set(fields[6])), f"{what}: heads ascend")
    check(fields[7], sorted(set(fields[7])), f"{what}: dependencies ascend")
    return entry, log, seq, prev, fields, clear, clear_body


def check_vector(vector, epochs, what):
    opened = open_frame(un(vector["frame"]), epochs, what)
    entry, log, seq, _, _, header, body = opened
    for found, name in ((entry, "id"), (log, "log"), (header, "header"), (body, "body")):
        check(found, un(vector[name]), f"{what}: {name}")
    check(seq, vector["seq"], f"{what}: number")
    return opened


def check_first(fields, log, board, what):
    named, certification, after = (fields[10] + [None])[:3]
    check(named, board, f"{what}: the first header names the board")
    check(verify(fields[4], certification, "log certification", named, log), True, f"{what}: certification")
    return after


# --- Certificates ----------------------------------------------------------------------------------------------------


def check_device_cert(cert, nonce, what):
    person, device, kem, endpoint, by_person, by_device, number = cert + [None] * (7 - len(cert))
    parts = [nonce, person, device, kem, endpoint] + ([u32(number)] if number is not None else [])
    for key, signature, who in ((person, by_person, "person"), (device, by_device, "device")):
        check(verify(key, signature, "device certificate", *parts), True, f"{what}: by its {who}")
    return device


def certificate(body, what):
    number, (content,) = read(body, what)
    return number, content


def check_certificate(name, body, board, nonce):
    number, content = certificate(body, name)
    if number == 1:
        check_device_cert(content, nonce, name)
    elif number == 4:
        _, _, request = content
        of, ticket, cert, by_ticket, by_person = request
        check(of, board, f"{name}: board")
        check_device_cert(cert, nonce, name)
        for key, signature in ((ticket, by_ticket), (cert[0], by_person)):
            said = verify(key, signature, "join request", board, ticket, encode(cert))
            check(said, True, f"{name}: the request's signatures")
    elif number == 7:
        predecessor, stewards, threshold, cut, signatures, recovery = content + [None] * (6 - len(content))
        charter = h("charter id", encode([predecessor, stewards, threshold, cut]))
        for key, signature in signatures + ([recovery] if recovery else []):
            check(verify(key, signature, "charter", charter), True, f"{name}: a signature")
    elif number == 8:
        device, cut, (how, by) = content
        if how == 0:
            of, person, signature = by[0]
            said = verify(person, signature, "device revocation", of, person, device, encode(cut))
            check(said, True, f"{name}: by its person")
    return number


# --- The vectors -----------------------------------------------------------------------------------------------------


def derivations(v):
    nonce = un(v["board nonce"])
    person = public_of(h("person key", un(v["person seed"]), nonce))
    check(person, un(v["person"]), "person key")
    check(h("person fingerprint", person)[:16], un(v["fingerprint"]), "fingerprint")
    check(public_of(h("device key", un(v["device secret"]), nonce)), un(v["device"]), "device key")
    check(nacl.crypto_scalarmult_base(un(v["kem secret"])), un(v["kem public"]), "KEM key")
    check(public_of(h("ticket key", un(v["ticket secret"]))), un(v["ticket"]), "ticket key")
    check(h("epoch id", un(v["epoch key"])), un(v["epoch"]), "epoch id")
    item = next(value for name, value in v.items() if name.startswith("item of log"))
    check(h("item id", b"\x11" * 32, u64(258))[:16], un(item), "item id")


def sealing(vectors):
    for v in vectors:
        at = place(un(v["log"]), v["seq"], v["part"])
        check(seal(un(v["epoch key"]), at, un(v["clear"])), un(v["sealed"]), f"sealed {v['clear']!r}")
        check(open_sealed(un(v["epoch key"]), at, un(v["sealed"])), un(v["clear"]), "opened again")


def founding(v):
    epochs = {h("epoch id", un(key)): un(key) for key in v["epoch keys"]}
    entropy = un(v["entropy"])
    drawn = [h("founding", entropy, bytes([n])) for n in range(5)]
    check(drawn[0][:16], un(v["nonce"]), "the nonce is drawn")
    check({drawn[1], drawn[2]}, {un(key) for key in v["epoch keys"]}, "the keys are drawn")
    check(public_of(drawn[3]), un(v["entries"][0]["log"]), "the log key is drawn")
    board, nonce, prev, log_of = un(v["board"]), un(v["nonce"]), b"\0" * 32, None
    kinds = []
    for n, entry in enumerate(v["entries"]):
        what = f"entry {n + 1} of the founding"
        entry_id, log, seq, before, fields, _, body = check_vector(entry, epochs, what)
        check((seq, before), (n + 1, prev), f"{what} continues its log")
        check(log, log_of or log, f"{what}: one log")
        if n == 0:
            check(entry_id, board, "the board is the genesis")
            check_first(fields, log, b"\0" * 32, what)
        check((fields[0], fields[2]), (0, 0), f"{what}: a certificate, in Members")
        number, content = certificate(body, what)
        kinds.append(number)
        if number == 0:
            stewards, threshold, _, in_genesis, device = content
            check((len(stewards), threshold, in_genesis), (1, 1, nonce), "the genesis")
            check(check_device_cert(device, nonce, what), fields[4], "written by the founder's device")
            check(stewards, [public_of(h("person key", un(v["person seed"]), nonce))], "the steward")
        prev, log_of = entry_id, log
    check(kinds, [0, 5, 6], "a founding is a genesis, an epoch and a wrap")
    return board, nonce, epochs


def hpke_open(secret, encapsulated, info, aad, sealed):
    """RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, the first message."""
    extract = lambda salt, data: hmac.digest(salt or b"\0" * 32, data, "sha256")

    def labeled_extract(suite, salt, label, data):
        return extract(salt, b"HPKE-v1" + suite + label + data)

    def labeled_expand(suite, key, label, data, size):
        message = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + data
        out, block, n = b"", b"", 1
        while len(out) < size:
            block = hmac.digest(key, block + message + bytes([n]), "sha256")
            out, n = out + block, n + 1
        return out[:size]

    kem = b"KEM" + (0x20).to_bytes(2, "big")
    suite = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (0x20, 0x01, 0x03))
    shared = nacl.crypto_scalarmult(secret, encapsulated)
    context = encapsulated + nacl.crypto_scalarmult_base(secret)
    prk = labeled_extract(kem, b"", b"eae_prk", shared)
    shared = labeled_expand(kem, prk, b"shared_secret", context, 32)
    context = b"\0" + labeled_extract(suite, b"", b"psk_id_hash", b"") + labeled_extract(suite, b"", b"info_hash", info)
    prk = labeled_extract(suite, shared, b"secret", b"")
    key = labeled_expand(suite, prk, b"key", context, 32)
    nonce = labeled_expand(suite, prk, b"base_nonce", context, 12)
    return nacl.crypto_aead_chacha20poly1305_ietf_decrypt(sealed, aad, nonce, key)


def wraps(v, certificate_body, epochs):
    """The keys that a Wrap hands over, opened by the KEM secret of its device."""
    _, (device, keys) = certificate(certificate_body, "wrap")
    check(device, un(v["device"]), "whom the wrap is for")
    opened = set()
    for epoch, compartment, encapsulated, sealed in keys:
        info = b"manyhands 2026 wrap\0" + un(v["board"]) + device
        key = hpke_open(un(v["kem secret"]), encapsulated, info, encode([epoch, compartment]), sealed)
        check(h("epoch id", key), epoch, "a wrapped key is the one that is stated")
        opened.add(key)
    check(opened, set(epochs.values()), "all keys of the founding are in the wrap")


def statements():
    """Every statement is one number and a list of fields, in the one form: at most so many as the table says."""
    most = [2, 4, 1, 2, 1, 4, 3, 1, 1, 1, 1, 2, 1, 5]
    lines = (ROOT / "crates/model/tests/statements.txt").read_text().splitlines()
    numbers = set()
    for line in lines:
        name, body = line.rsplit(": ", 1)
        number, fields = read(un(body), name)
        check(len(fields) <= most[number] and fields[-1:] != [None], True, name)
        numbers.add(number)
    check(numbers, set(range(len(most))), "a statement of each kind")
    return len(lines)


# --- A transfer ------------------------------------------------------------------------------------------------------


class Bytes:
    """Reads from the front. Whatever is short fails."""

    def __init__(self, data):
        self.data = data

    def take(self, count):
        assert len(self.data) >= count, "a transfer ends too early"
        taken, self.data = self.data[:count], self.data[count:]
        return taken

    def number(self):
        value, shift = 0, 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                assert byte or not shift, "a number in the shortest form"
                assert value < 1 << 64, "a number of 64 bits"
                return value
            shift += 7

    def table(self, size):
        return [self.take(size) for _ in range(self.number())]


def leb(number):
    made = b""
    while number >= 0x80:
        made, number = made + bytes([number & 0x7F | 0x80]), number >> 7
    return made + bytes([number])


def unfolded(data):
    behind = Bytes(data)
    length = behind.number()
    assert length <= 4_194_304
    clear = zstandard.ZstdDecompressor().decompress(behind.data, max_output_size=length)
    check(len(clear), length, "a transfer unfolds to what it states")
    return clear


def rows_of(clear):
    """The rows of a transfer, as they stand there: references are ids, or places of rows before."""
    data = Bytes(clear)
    version = data.take(1)[0]
    assert version in (1, 2), "the version of a transfer"
    short, created, hashes = version == 2, [], {}
    ids, items = data.table(32), data.table(16)
    count, rows, begun, wall = data.number(), [], set(), 0

    def reference(at):
        back = data.number()
        assert back <= at
        return at - back if back else ids[data.number()]

    def item_of(creator=None):
        number = data.number()
        if not short:
            return items[number]
        if number == 0:
            created.append(h("item id", creator[0], u64(creator[1]))[:16])
            return created[-1]
        place, made_here = (number - 1) >> 1, (number - 1) & 1
        return created[place] if made_here else items[place]

    def body_of(at, row):
        travelled = data.take(row["length"])
        if not short or row["kind"] != 1 or row["item"] is None or row["apart"]:
            return travelled
        body = Bytes(travelled)
        form = body.take(1)
        if form == b"\0":
            return body.data
        check(form, b"\1", "the form of a body")
        deps = []
        for _ in range(body.number()):
            back = body.number()
            assert back <= at
            deps.append(hashes[at - back] if back else body.take(32))
        actor = h("automerge actor", row["log"], row["item"])[:16]
        contents = leb(len(deps)) + b"".join(deps) + leb(16) + actor + body.data
        hashed = b"\1" + leb(len(contents)) + contents
        hashes[at] = hashlib.sha256(hashed).digest()
        return bytes.fromhex("856f4a83") + hashes[at][:4] + hashed

    while len(rows) < count:
        log, first, length = ids[data.number()], data.number(), data.number()
        assert first >= 1 and 1 <= length <= count - len(rows)
        before = None if log in begun else data.take(8)
        begun.add(log)
        for seq in range(first, first + length):
            at, flags = len(rows), data.take(1)[0]
            row = {"log": log, "seq": seq, "before": before, "kind": flags & 3, "epoch": ids[data.number()]}
            before = None
            row["body epoch"] = ids[data.number()] if flags & 16 else None
            row["compartment"], row["erased"], apart = (1 if flags & 8 else 0), False, False
            if flags & 16 and not flags & 8:
                part, apart = data.take(1)[0], True
                row["erased"], part = bool(part & 16), part & ~16
                assert part in (2, 3, 4)
                row["compartment"] = [4, [item_of()]] if part == 4 else part
            row["apart"] = apart
            row["item"] = item_of((log, seq)) if flags & 4 else None
            row["device"] = ids[data.number()]
            grant = data.number()
            row["grant"] = [1, [ids[grant - 1]]] if grant else [0, []]
            zigzag = data.number()
            wall = (wall + ((zigzag >> 1) ^ -(zigzag & 1))) % (1 << 64)
            row["time"] = [wall, data.number()]
            row["heads"] = [reference(at) for _ in range(data.number())]
            row["deps"] = [reference(at) for _ in range(data.number())]
            row["signature"] = data.take(64) if flags & 32 else None
            assert flags & 64 or not flags & 128, "only a first entry says what stood before"
            row["first"] = None
            if flags & 64:
                row["first"] = [ids[data.number()], data.take(64)]
                if flags & 128:
                    row["first"].append([ids[data.number()], data.number(), reference(at)])
            row["length"] = data.number()
            row["clear length"] = data.number() if apart else row["length"]
            rows.append(row)
    for at, row in enumerate(rows):
        row["body"] = body_of(at, row)
        if not row["apart"]:
            row["clear length"] = len(row["body"])
    check(data.data, b"", "nothing stands behind the bodies")
    return rows


def rebuilt(rows, epochs):
    """Entries out of rows: what is implied by the chain is computed, and every signature checked."""
    made, chains = [], {}
    named = lambda refs: [made[ref][0] if isinstance(ref, int) else ref for ref in refs]
    for row in rows:
        log, seq = row["log"], row["seq"]
        next_seq, prev, _ = chains.get(log, (seq, b"\0" * 32, None))
        check(seq, next_seq, "a transfer has no gap in a log")
        if row["before"] is not None and seq == 1:
            check(row["before"], prev[:8], "where a log begins, the id before is zeros")
        first = row["first"]
        if first is not None and len(first) == 3:
            first[2][2] = named([first[2][2]])[0]
        fields = [row["kind"], row["item"], row["compartment"], row["body epoch"], row["device"], row["grant"]]
        fields += [named(row["heads"]), named(row["deps"]), row["time"], row["clear length"], first]
        while fields[-1] is None:
            fields.pop()
        header = encode(fields)
        sealed = seal(epochs[row["epoch"]], place(log, seq, 0), header)
        if row["apart"]:
            body_hash = row["body"] if row["erased"] else h("sealed body", row["body"])
        else:
            body = seal(epochs[row["body epoch"] or row["epoch"]], place(log, seq, 1), row["body"])
            body_hash = h("sealed body", body)
        hashed = h("sealed header", sealed)
        entry = h("entry id", b"\1", log, u64(seq), prev, row["epoch"], hashed, body_hash)
        if row["signature"] is not None:
            check(verify(log, row["signature"], "entry signature", entry), True, "a signature in a transfer")
        elif row["kind"] in (0, 2):
            assert False, "certificates and statements carry their signature"
        made.append((entry, header, row["body"]))
        chains[log] = (seq + 1, entry, row["signature"])
    for _, _, signature in chains.values():
        check(signature is not None, True, "the last row of each log is signed")
    return made


def transfer(vectors):
    """The frozen transfer holds the founding and the change."""
    data = un((ROOT / "crates/testkit/tests/transfer.txt").read_text().strip())
    epochs = {h("epoch id", un(key)): un(key) for key in vectors["founding"]["epoch keys"]}
    wanted = vectors["founding"]["entries"] + [vectors["change"]]
    made = rebuilt(rows_of(unfolded(data)), epochs)
    check(len(made), len(wanted), "the rows of a transfer")
    for n, (entry, want) in enumerate(zip(made, wanted)):
        for found, name in zip(entry, ("id", "header", "body")):
            check(found, un(want[name]), f"row {n + 1} of a transfer: {name}")
    return len(made) + transfer_short(epochs) + transfer_apart(vectors["a body apart"])


def transfer_short(epochs):
    """Changes without what can be made again: of the first line's rows the ids and bodies stand in the others."""
    first, *others = (ROOT / "crates/testkit/tests/transfer-short.txt").read_text().splitlines()
    made = rebuilt(rows_of(unfolded(un(first))), epochs)
    check(len(made), len(others), "the rows of a transfer with short bodies")
    for n, ((entry, _, body), line) in enumerate(zip(made, others)):
        check([entry, body], [un(word) for word in line.split()], f"row {n + 1} of a transfer with short bodies")
    return len(made)


def transfer_apart(v):
    """One entry of a sealed case, with its sealed body and erased: without the key of the case it has the same id."""
    lines = (ROOT / "crates/testkit/tests/transfer-apart.txt").read_text().splitlines()
    epochs = {h("epoch id", un(v["members key"])): un(v["members key"])}
    for line, name in zip(lines, ("sealed body", "erased body"), strict=True):
        ((entry, header, body),) = rebuilt(rows_of(unfolded(un(line))), epochs)
        check(entry, un(v["id"]), f"the id of a row with a part: {name}")
        check(header, un(v["header"]), f"its header: {name}")
        check(body, un(v[name]), f"its {name}")
    return len(lines)


def ticket(text):
    check(text[:3], "mh1", "a ticket's first letters")
    digits = text[3:].upper()
    data = base64.b32decode(digits + "=" * (-len(digits) % 8))
    payload, checksum = data[:-6], data[-6:]
    check(h("ticket checksum", payload)[:6], checksum, "a ticket's checksum")
    fields = read(payload, "a ticket")
    check([len(field) for field in fields[:4]], [32, 16, 16, 16], "a ticket's fields")
    check(fields[4:8], [4, 1_790_000_000_000, "Riverside", "Alice"], "role, end and names of a ticket")
    (endpoint, addresses, relay), = fields[8]
    check(len(endpoint), 32, "an endpoint")
    check(addresses[0], bytes([192, 168, 1, 7]) + (40000).to_bytes(2, "big"), "an address")
    check(len(addresses[1]), 18, "an address of IPv6")
    check(relay, "https://relay.example.org/", "a relay")
    # One letter that differs is found.
    wrong = text[:20] + ("a" if text[20] != "a" else "b") + text[21:]
    data = base64.b32decode(wrong[3:].upper() + "=" * (-len(digits) % 8))
    check(h("ticket checksum", data[:-6])[:6] != data[-6:], True, "a wrong letter is found")


def digits(hashed, groups):
    numbers = [int.from_bytes(hashed[5 * n : 5 * n + 5], "big") % 100000 for n in range(groups)]
    return " ".join(f"{number:05}" for number in numbers)


def device_text(text, prefix):
    """The payload of a text of another device."""
    check(text[:4], prefix + "1", "a device text's first letters")
    code = text[4:].upper()
    data = base64.b32decode(code + "=" * (-len(code) % 8))
    payload, checksum = data[:-6], data[-6:]
    check(h("device text checksum", prefix.encode(), payload)[:6], checksum, f"the checksum of {prefix}")
    return payload


def another_device(v, person_seed):
    payload = device_text(v["request"], "mhd")
    kem, network_key, challenge, _ = read(payload, "a device request")
    check(kem, nacl.crypto_scalarmult_base(un(v["kem secret"])), "the request's key")
    check((network_key, len(challenge)), (un(v["network key"]), 16), "a request's fields")
    asked = h("device request", payload)
    check(digits(asked, 4), v["request number"], "a request's number")
    for name, seed, mark in (("answer", person_seed, b"\0" * 16), ("answer, words on paper", None, None)):
        sealed = device_text(v[name]["text"], "mha")
        check(digits(h("device answer number", sealed), 4), v[name]["number"], f"{name}: its number")
        shown, encapsulated, sealed = read(sealed, name)
        check(shown, asked[:8], f"{name}: which request it is for")
        info = b"manyhands 2026 device answer\0" + asked
        package = hpke_open(un(v["kem secret"]), encapsulated, info, b"", sealed)
        check(package, un(v[name]["package"]), f"{name}: what is in it")
        fields = read(package, name)
        check(fields[0], seed, f"{name}: the seed")
        check(fields[1] if mark is not None else len(fields[1]), mark if mark is not None else 16, f"{name}: the mark")
        (board, nonce, grant, _, keys, devices), = fields[5]
        check((len(board), len(nonce), grant), (32, 16, [0, []]), f"{name}: a board")
        check([of for of, _ in keys], [0, 1, [4, [b"\x77" * 16]]], f"{name}: keys of compartments")
        check([len(key) for _, key in keys], [32, 32, 32], f"{name}: keys")
        check([len(field) for field in devices[0]], [32, 2], f"{name}: a device, and where it is")


def apart(v):
    """A sealed case's entry: one id in three forms."""
    keys = {h("epoch id", un(v[key])): un(v[key]) for key in ("members key", "case key")}
    _, _, _, _, fields, _, clear = check_vector(v, keys, "a body apart")
    check((fields[0], fields[2][0]), (1, 4), "a change in a sealed case")
    at = place(un(v["log"]), v["seq"], 1)
    sealed = seal(un(v["case key"]), at, clear)
    check(sealed, un(v["sealed body"]), "the sealed form")
    check(len(sealed), 40 + bucket(4 + fields[9]), "its length follows from the header")
    check(h("sealed body", sealed), un(v["erased body"]), "the erased form")
    whole, erased = read(un(v["frame"]), "a frame"), read(un(v["frame, erased"]), "an erased frame")
    check(whole[9], sealed, "a frame holds the sealed form")
    check(erased, whole[:9], "an erased frame lacks the body, and nothing else")
    check(erased[6], un(v["erased body"]), "its body hash is the erased form")


def report(v):
    board, ticket, to, encapsulated, sealed, work, by_ticket = read(un(v["report"]), "a report")
    check(ticket, public_of(h("ticket key", un(v["ticket secret"]))), "whose ticket")
    secret = h("inbox key", un(v["inbox epoch key"]))
    check(to, nacl.crypto_scalarmult_base(secret), "the inbox key")
    said = board + ticket + to + encapsulated + h("report sealed", sealed) + u64(work)
    check(h("report work", said)[:2], b"\0\0", "the proof of work")
    check(verify(ticket, by_ticket, "report", said), True, "the signature of a report")
    padded = hpke_open(secret, encapsulated, b"manyhands 2026 report seal\0" + board + ticket, b"", sealed)
    clear = padded[4 : 4 + int.from_bytes(padded[:4], "big")]
    check(padded, (u32(len(clear)) + clear).ljust(bucket(4 + len(clear)), b"\0"), "a report is padded")
    check(clear, un(v["letter"]), "what a report says")


def helper(v):
    access = h("helper access", un(v["members key"]), un(v["helper's device"]))
    check(access, un(v["access key"]), "a helper's access key")
    check(h("epoch id", access), un(v["id of the access key"]), "its id")
    tag = blake3(un(v["binding"]) + b"\1", key=h("board tag key", access)).digest()
    check(tag, un(v["tag of side 1"]), "the tag of a helper")


# How many bytes the payload of a message has that is no CBOR and of one length.
SIZES = {"Goodbye": [0], "Taken": [32], "NotTaken": [33], "Pair": [32]}


def messages():
    """Messages whose payload is CBOR are in the one form; the others have the layout that the table gives."""
    lines = (ROOT / "crates/sync/tests/messages.txt").read_text().splitlines()
    cbor = {0, 2, 3, 5, 6, 8, 9, 10, 13, 22, 23, 24, 25, 27, 28, 29, 32, 35}
    log, entry = b"\1" * 32, b"\2" * 32
    # All positions; and by the digest of what the other side is known to hold, from which nothing differs.
    known = h("positions", log, u64(7), entry)[:16]
    compared = [[b"", None, 1, [[log, 7, entry]]], [b"", None, 3, [known, []]]]
    for line in lines:
        name, data = line.split(": ")
        number, payload = un(data)[0], un(data)[1:]
        if number in cbor:
            read(payload, name)
            if name == "Compare":
                check(cbor2.loads(payload), [1, [compared.pop(0)]], "a comparison of everything")
            elif name == "PairCompare":
                check(cbor2.loads(payload), [[[b"", None, 0, b"\x10" * 16]]], "a comparison of boards")
        elif name in ("Report", "Taken", "NotTaken", "Transfer", "Removed", "Keys", "Goodbye", "Pair", "Screen"):
            check(len(payload) in SIZES.get(name, [len(payload)]), True, name)
        elif name == "Tags":
            check(len(payload) % 16, 0, name)
        elif name == "Frames":
            found, rest = [], payload[5:]
            while rest:
                length = int.from_bytes(rest[:4], "big")
                found, rest = found + [rest[4 : 4 + length]], rest[4 + length :]
            check((payload[:5], found), (u32(1) + b"\1", [b"\1\2\3", b"\4"]), name)
        else:
            check(name, "one that is known here", "a message")
    check(compared, [], "each kind of comparison is among them")
    return len(lines)


def backup():
    """The outer layer of a backup (docs/file-format.md)."""
    text = (ROOT / "crates/store/tests/backup.txt").read_text()
    v = dict(line.split(": ") for line in text.splitlines())
    key = h("key of backups", un(v["person seed"]))
    nonce = b"\7" * 19
    check_key = h("backup check", key)
    head = b"manyhands backup\1" + nonce + blake3(nonce, key=check_key).digest()[:16]
    head += blake3(head).digest()[:8]

    def sealed(clear):
        pieces = [clear[at : at + 65536] for at in range(0, len(clear), 65536)]
        out = head
        for n, piece in enumerate(pieces):
            at = nonce + u32(n) + bytes([n == len(pieces) - 1])
            out += nacl.crypto_aead_xchacha20poly1305_ietf_encrypt(piece, head, at, h("backup pieces", key))
        return out

    check(sealed(b"what stands in a backup"), un(v["one piece"]), "a backup of one piece")
    two = blake3(sealed(b"\x5a" * (65536 + 100))).hexdigest()
    check(two, v["two pieces, BLAKE3"], "a backup of two pieces")


def channel(v):
    proof = verify(un(v["device"]), un(v["device proof"]), "device proof", un(v["board"]), un(v["binding"]))
    check(proof, True, "the proof of a device")
    key = h("board tag key", un(v["epoch key"]))
    for side in (0, 1):
        tag = blake3(un(v["binding"]) + bytes([side]), key=key).digest()
        check(tag, un(v[f"tag of side {side}"]), f"the tag of side {side}")


def main():
    v = json.loads((ROOT / "crates/trust/tests/vectors.json").read_text())
    derivations(v["derivations"])
    sealing(v["sealing"])
    board, nonce, epochs = founding(v["founding"])
    numbers = set()
    for name, body in v["certificates"].items():
        numbers.add(check_certificate(name, un(body), board, nonce))
    wraps(v["openings"], un(v["certificates"]["wrap"]), epochs)
    # The change is written on the same board, in a second log of the founder's device.
    _, log, seq, prev, fields, _, _ = check_vector(v["change"], epochs, "a change")
    check((seq, prev), (1, b"\0" * 32), "the first of its log")
    check(h("item id", log, u64(seq))[:16], fields[1], "a change that creates its item")
    check((fields[0], fields[2]), (1, 1), "a change, in Main")
    after = check_first(fields, log, board, "a change")
    last = v["founding"]["entries"][-1]
    check(after, [un(last["log"]), last["seq"], un(last["id"])], "it says where the device stood before")
    said = statements()
    rows = transfer(v)
    ticket(v["ticket text"])
    channel(v["channel"])
    another_device(v["another device"], un(v["derivations"]["person seed"]))
    apart(v["a body apart"])
    report(v["report"])
    helper(v["helper"])
    sent = messages()
    backup()
    print(f"{checked} checks agree; certificates {sorted(numbers | {0})}, {said} statements, {rows} rows, {sent} messages; {v['status']}")


main()
