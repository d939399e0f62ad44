"""The file in which a case leaves the house: a zip whose parts are listed, digested and signed; pure."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.checkpoints import public_text
from app.exports.script import verifier

FORMAT = "qingxin-case-file-1"
READ_ME = """清薪案卷包 · Qingxin case file

怎样核验：在任何装有 Python 3.8 以上的电脑上运行（无需联网、无需安装任何东西）
How to check it, on any machine with Python 3.8 or newer, without network or installation:

    python3 verify.py 本文件.zip --key {key}

verify.py 就在包内；如不放心包内的副本，请向出具单位另行索取同一脚本和公钥。
verify.py is in this file; whoever does not trust this copy asks the issuing office for script and public key.

history.pdf     案件经过（供阅读） · the history, to read
events.jsonl    每一条记录，原样 · every event, as recorded
documents.json  材料与文书清单 · list of documents with digests
processes/      当时适用的流程图、决策表、表单 · diagrams, decisions and forms that were in force
proofs.json     记录在已签名检查点中的证明 · proofs that the events stand in the signed log
opened.json     经批准公开的个人信息（未遮盖的包才有） · personal data, only in a file approved unmasked
manifest.json, signature.json   全部文件的校验值及签名 · digests of all files, and their signature
"""


def write_package(
    out: IO[bytes],
    parts: Iterable[tuple[str, bytes]],
    told: Mapping[str, Any],
    key: Ed25519PrivateKey,
    made_at: datetime,
) -> str:
    """Write the parts (name and bytes) as a signed zip; return the SHA-256 of the whole file.

    `told` goes into the manifest: case, events, whether masked. Parts are written one by one, so that a file may be
    larger than the memory.
    """
    files: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)

        for name, content in chain(_constant(key), parts):
            files[name] = hashlib.sha256(content).hexdigest()
            put(name, content)
        manifest = json_bytes({"format": FORMAT, **told, "files": files})
        signature = key.sign(b"qingxin case file\n" + manifest).hex()
        put("manifest.json", manifest)
        put("signature.json", json_bytes({"public_key": public_text(key), "signature": signature}))
    return _digest(out)


def _constant(key: Ed25519PrivateKey) -> list[tuple[str, bytes]]:
    public = public_text(key)
    return [
        ("README.txt", READ_ME.format(key=public).encode()),
        ("verify.py", verifier().encode()),
        ("public_key.txt", f"{public}\n".encode()),
    ]


def _digest(out: IO[bytes]) -> str:
    running = hashlib.sha256()
    out.seek(0)
    while block := out.read(1 << 20):
        running.update(block)
    return running.hexdigest()


def json_bytes(value: Any) -> bytes:
    """Return a JSON value as text that people can read."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def json_line(row: Mapping[str, Any]) -> bytes:
    """Return one event as one line."""
    return (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n").encode()
