#!/usr/bin/env python3
"""Recomputes the draw of a panel from public files: a second program, in another language, which shares no line with ours.

    second-lot.py QUORUM FOLDER...

Python 3 and its standard library only. What it calculates is written down in docs/decisions/0015-the-lot.md. A folder holds

    list.txt                 the list of jurors, a line for each: 32 hexadecimal digits, a blank, a weight from 1 to 4
    entry.json               {"origin": the log's origin, "index": leaf index, "entry": text of the leaf juror-list-committed}
    panel-drawn.json         {"index": leaf index, "entry": text of the leaf panel-drawn}
    panel-continued-*.json   the same for each panel-continued, where reserves were used up
    keys.json                {member: base64 of the SubjectPublicKeyInfo of its lot key}
    key-proofs.json          {member: [base64 of its signatures of the texts 0 to 7 about its key]}; looked at where it is there

QUORUM is the number of members whose signatures a draw needs: take it, and keys.json, from the consortium file, not from the operator
of the day. That the two entries are on the log is for a proof of inclusion to show (tongzhou verify-proof).

For each folder it prints one line: the drawn references in order. Whatever is wrong goes to stderr, and the exit code is 1.
"""

import base64
import functools
import hashlib
import json
import pathlib
import re
import sys

TICKET_BYTES = 8
KEY_PROOFS = 8
LINE = re.compile(r"([0-9a-f]{32}) ([1-4])\Z")
RSA_ENCRYPTION = bytes.fromhex("2a864886f70d010101")
# RFC 8017 section 9.2, note 1: what stands before a SHA-256 in EMSA-PKCS1-v1_5.
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")


class Wrong(Exception):
    """Why a draw is not the one of its files."""


def require(holds, why):
    if not holds:
        raise Wrong(why)


def sha256(data):
    return hashlib.sha256(data).digest()


def from_base64(text, what):
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise Wrong(f"{what} is not base64") from None
    require(base64.b64encode(data).decode() == text, f"{what} is base64 in another spelling")
    return data


# --- RSA, from the public key's bytes to a verified signature


def read_der(data, tag, what):
    """The content of the DER element (ITU-T X.690) that `data` begins with, and what follows it."""
    require(len(data) >= 2 and data[0] == tag, f"{what}: no DER element of tag {tag:#04x}")
    length, begin = data[1], 2
    if length >= 0x80:
        count = length & 0x7F
        require(1 <= count <= 4 and len(data) >= 2 + count, f"{what}: a DER length that is none")
        length, begin = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
        require(length >= 0x80 and data[2] != 0, f"{what}: a DER length in another spelling")
    require(len(data) >= begin + length, f"{what}: the DER element is cut off")
    return data[begin : begin + length], data[begin + length :]


def read_key(spki, member):
    """Modulus and exponent of an RSA SubjectPublicKeyInfo (RFC 5280 section 4.1, RFC 8017 appendix A.1.1)."""
    what = f"the key of {member}"
    info, rest = read_der(spki, 0x30, what)
    algorithm, bits = read_der(info, 0x30, what)
    identifier, parameters = read_der(algorithm, 0x06, what)
    require(identifier == RSA_ENCRYPTION and parameters == b"\x05\x00", f"{what} is not for RSA")
    string, after = read_der(bits, 0x03, what)
    require(rest == after == b"" and string[:1] == b"\x00", f"{what} has something behind it")
    numbers, rest = read_der(string[1:], 0x30, what)
    modulus, more = read_der(numbers, 0x02, what)
    exponent, behind = read_der(more, 0x02, what)
    require(rest == behind == b"", f"{what} has something behind it")
    modulus, exponent = int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")
    require(modulus.bit_length() == 3072, f"{what} has {modulus.bit_length()} bits, not 3072")
    require(exponent == 65537, f"{what} has the exponent {exponent}, not 65537")
    return modulus, exponent


@functools.cache
def is_signed(key, text, signature):
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2.2): the padding is built, never parsed."""
    modulus, exponent = key
    size = (modulus.bit_length() + 7) // 8
    value = int.from_bytes(signature, "big")
    if len(signature) != size or value >= modulus:
        return False
    digest = SHA256_PREFIX + sha256(text)
    padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return pow(value, exponent, modulus) == int.from_bytes(padded, "big")


# --- the list and its root


def read_list(text):
    require(text.endswith("\n"), "the list's last line has no end")
    jurors = []
    for line in text[:-1].split("\n"):
        match = LINE.match(line)
        require(match, f"no line of a list: {line!r}")
        require(not jurors or jurors[-1][0] < match[1], f"not in its place in the list: {line}")
        jurors.append((match[1], int(match[2])))
    return jurors


def merkle_root(leaves):
    """RFC 6962 section 2.1, level by level: the last of an odd number goes up as it is."""
    level = [sha256(b"\x00" + leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [sha256(b"\x01" + level[at] + level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def rank(jurors, seed):
    def lowest_ticket(juror):
        reference, weight = juror
        digest = sha256(seed + bytes.fromhex(reference))
        return min(digest[at * TICKET_BYTES : (at + 1) * TICKET_BYTES] for at in range(weight))

    return [reference for reference, _ in sorted(jurors, key=lowest_ticket)]


# --- the draw


def check_key_proofs(path, keys):
    """That every key has one signature for every text: eight texts that follow from the key alone are signed by it."""
    proofs = json.loads(path.read_text("utf-8"))
    for member, key in keys.items():
        require(len(proofs.get(member, [])) == KEY_PROOFS, f"{member} does not show that its key has one signature for a text")
        spelt = base64.b64encode(key).decode()
        for number, proof in enumerate(proofs[member]):
            text = f"tongzhou-lot-key/v1\n{spelt}\n{number}\n".encode("utf-8")
            signature = from_base64(proof, f"a proof of {member}")
            require(is_signed(read_key(key, member), text, signature), f"proof {number} of the key of {member} does not fit")


def read_entry(path, kind):
    file = json.loads(path.read_text("utf-8"))
    entry = json.loads(file["entry"])
    require(entry["kind"] == kind, f"{path.name} is of kind {entry['kind']}, not {kind}")
    return file, entry


def seed_of(file, drawn, keys, quorum):
    leaf = sha256(b"\x00" + file["entry"].encode("utf-8"))
    text = f"tongzhou-lot/v1\n{file['origin']}\n{file['index']}\n{base64.b64encode(leaf).decode()}\n".encode("utf-8")
    lines = []
    signers = [signed["member"] for signed in drawn["signatures"]]
    require(len(set(signers)) == len(signers), "a member signs twice")
    require(len(signers) >= quorum, f"{len(signers)} members sign, the quorum is {quorum}")
    for signed in sorted(drawn["signatures"], key=lambda one: one["member"]):
        member = signed["member"]
        require(member in keys, f"{member} is no member")
        signature = from_base64(signed["signature"], f"the signature of {member}")
        require(is_signed(read_key(keys[member], member), text, signature), f"the signature of {member} does not fit")
        lines.append(f"{member} {signed['signature']}\n")
    require(sorted(drawn["silent"]) == sorted(set(keys) - set(signers)), "those named silent are not those who did not sign")
    return sha256("".join(lines).encode("utf-8"))


def recompute(folder, quorum):
    keys = {
        member: from_base64(key, f"the key of {member}")
        for member, key in json.loads((folder / "keys.json").read_text("utf-8")).items()
    }
    if (folder / "key-proofs.json").exists():
        check_key_proofs(folder / "key-proofs.json", keys)
    file, committed = read_entry(folder / "entry.json", "juror-list-committed")
    facts = committed["facts"]
    # As bytes: reading as text would turn a carriage return into a line end.
    jurors = read_list((folder / "list.txt").read_bytes().decode("utf-8"))
    require(len(jurors) == int(facts["size"]), f"the list has {len(jurors)} jurors, the entry says {facts['size']}")
    require(sum(weight for _, weight in jurors) == int(facts["weights"]), "the weights have another sum than the entry says")
    root = merkle_root(f"{reference} {weight}".encode() for reference, weight in jurors)
    require(base64.b64encode(root).decode() == facts["root"], "the list has another root than the entry says")

    drawn_file, drawn_entry = read_entry(folder / "panel-drawn.json", "panel-drawn")
    drawn = drawn_entry["facts"]
    require(drawn_entry["subject"] == committed["subject"], "the draw is of another dispute than the list")
    require(int(drawn["list"]) == file["index"] < drawn_file["index"], "the draw does not come after the list it names")
    order = rank(jurors, seed_of(file, drawn, keys, quorum))

    count = min(len(order), int(facts["seats"]) + int(facts["reserves"]))
    require(int(drawn["from"]) == 0 and drawn["references"] == order[:count], "others were drawn than the lot says")
    later = [read_entry(path, "panel-continued")[1] for path in folder.glob("panel-continued-*.json")]
    for entry in sorted(later, key=lambda one: int(one["facts"]["from"])):
        more = entry["facts"]["references"]
        require(entry["subject"] == committed["subject"], "the draw goes on in another dispute")
        require(
            int(entry["facts"]["from"]) == count and more == order[count : count + len(more)],
            f"others were drawn after the first {count} than the lot says",
        )
        count += len(more)
    return order[:count]


def main(arguments):
    if len(arguments) < 2 or not re.match(r"[1-9][0-9]*\Z", arguments[0]):
        sys.exit(__doc__)
    code = 0
    for name in arguments[1:]:
        try:
            print(" ".join(recompute(pathlib.Path(name), int(arguments[0]))))
        except (Wrong, OSError, KeyError, TypeError, ValueError) as fault:
            print(f"{name}: {type(fault).__name__}: {fault}", file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
