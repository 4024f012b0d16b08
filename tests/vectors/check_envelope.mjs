// The sealed formats, written a second time from server/vault/README.md and held against the same
// vectors as the Python side.
//
//   node tests/vectors/check_envelope.mjs          checks every vector; exits 1 when one differs
//   node tests/vectors/check_envelope.mjs --seal   prints a fresh envelope for seals.json's first
//
// Argon2id is not part of WebCrypto: of a passphrase, what lies before and after it is checked.

import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";

const { subtle } = webcrypto;
const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

const SCHEME = { sealedKey: 1, sealedText: 2, item: 3, wrappedKey: 4, field: 5 };
const TEXT_PURPOSES = new Set(["audit-body"]);
const ENC_BYTES = 1120;

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const fromHex = (hex) => new Uint8Array(Buffer.from(hex, "hex"));
const toHex = (bytes) => Buffer.from(bytes).toString("hex");
const utf8 = (text) => new TextEncoder().encode(text);
const uuidBytes = (uuid) => fromHex(uuid.replaceAll("-", ""));
const concat = (...arrays) => new Uint8Array(Buffer.concat(arrays));

function unsigned(value, length) {
  const bytes = new Uint8Array(length);
  let rest = BigInt(value);
  for (let at = length - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

// --- The one encoding, and padding

const PART = {
  text: (value) => ["s", utf8(value)],
  bytes: (value) => ["b", fromHex(value)],
  uuid: (value) => ["u", uuidBytes(value)],
  integer: (value) => ["i", unsigned(value, 8)],
  absent: () => ["-", new Uint8Array()],
};

function encodeParts(label, ...parts) {
  const written = parts.map((part) => {
    const [[kind, value]] = Object.entries(part);
    return PART[kind](value);
  });
  return concat(
    utf8("testigo\u0001"),
    unsigned(label.length, 1),
    utf8(label),
    unsigned(parts.length, 1),
    ...written.flatMap(([tag, value]) => [utf8(tag), unsigned(value.length, 4), value]),
  );
}

const bytes = (value) => ({ bytes: toHex(value) });
const text = (value) => ({ text: value });
const uuid = (value) => ({ uuid: value });
const integer = (value) => ({ integer: String(value) });

function pad(content, step) {
  const framed = content.length + 4;
  const zeros = new Uint8Array((step - (framed % step)) % step);
  return concat(unsigned(content.length, 4), content, zeros);
}

function unpad(padded, step) {
  const length = Buffer.from(padded).readUInt32BE(0);
  const content = padded.slice(4, 4 + length);
  assert.equal(toHex(pad(content, step)), toHex(padded), "padding");
  return content;
}

// --- Primitives

async function hmac(key, message) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, message));
}

const expand = (key, info) => hmac(key, concat(info, Uint8Array.of(1)));
const extractAndExpand = async (key, info) => expand(await hmac(new Uint8Array(32), key), info);
const sha256 = (message) => new Uint8Array(createHash("sha256").update(message).digest());

async function decrypt(key, nonceAndCiphertext, additionalData) {
  const imported = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const algorithm = { name: "AES-GCM", iv: nonceAndCiphertext.slice(0, 12), additionalData };
  return new Uint8Array(await subtle.decrypt(algorithm, imported, nonceAndCiphertext.slice(12)));
}

const headerOf = (scheme, id) => concat(Uint8Array.of(1, scheme), uuidBytes(id));

function bodyAfter(header, envelope) {
  assert.equal(toHex(envelope.slice(0, header.length)), toHex(header), "header");
  return envelope.slice(header.length);
}

// --- Each kind of envelope

function sealedParts({ purpose, key_id: keyId, about }) {
  const isText = TEXT_PURPOSES.has(purpose);
  const header = headerOf(isText ? SCHEME.sealedText : SCHEME.sealedKey, keyId);
  return { isText, header, info: encodeParts("seal", bytes(header), text(purpose), uuid(about)) };
}

async function seal(seed, vector) {
  const { isText, header, info } = sealedParts(vector);
  const { publicKey } = await kem.generateKeyPairDerand(seed);
  const sender = await suite.createSenderContext({ recipientPublicKey: publicKey, info });
  const plaintext = fromHex(vector.plaintext);
  const sealed = await sender.seal(isText ? pad(plaintext, 512) : plaintext);
  return concat(header, new Uint8Array(sender.enc), new Uint8Array(sealed));
}

async function openSealed(seed, vector, envelope) {
  const { isText, header, info } = sealedParts(vector);
  const body = bodyAfter(header, envelope);
  const recipientKey = await kem.importKey("raw", seed, false);
  const enc = body.slice(0, ENC_BYTES);
  const recipient = await suite.createRecipientContext({ recipientKey, enc, info });
  const opened = new Uint8Array(await recipient.open(body.slice(ENC_BYTES)));
  return isText ? unpad(opened, 512) : opened;
}

async function openItem(vector) {
  const itemKey = fromHex(vector.item_key);
  const header = headerOf(SCHEME.item, vector.item_id);
  const contentKey = await expand(itemKey, encodeParts("item-content", bytes(header)));
  const commitment = await expand(itemKey, encodeParts("item-commitment", bytes(header)));
  const binding = [text(vector.field), integer(vector.version)];
  const associated = encodeParts("item", bytes(header), ...binding);
  same(contentKey, vector.content_key, "item content key");
  same(commitment, vector.commitment, "item key commitment");
  same(associated, vector.associated_data, "item associated data");
  const body = bodyAfter(header, fromHex(vector.envelope));
  same(body.slice(0, 32), vector.commitment, "commitment in the envelope");
  return unpad(await decrypt(contentKey, body.slice(32), associated), 512);
}

async function openWrap(vector) {
  const header = headerOf(SCHEME.wrappedKey, vector.key_id);
  const associated = encodeParts("wrap", bytes(header), text(vector.purpose), uuid(vector.about));
  same(associated, vector.associated_data, "wrap associated data");
  const body = bodyAfter(header, fromHex(vector.envelope));
  return decrypt(fromHex(vector.wrapping_key), body, associated);
}

async function openField(vector) {
  const header = concat(Uint8Array.of(1, SCHEME.field), unsigned(vector.key_version, 4));
  const place = [text(vector.table), text(vector.column), vector.row_id];
  const associated = encodeParts("field", bytes(header), ...place);
  same(associated, vector.associated_data, "field associated data");
  const body = bodyAfter(header, fromHex(vector.envelope));
  return unpad(await decrypt(fromHex(vector.key), body, associated), 64);
}

function entryHash(chainId, entry) {
  const digest = entry.body === null ? { absent: true } : bytes(sha256(fromHex(entry.body)));
  const header = [uuid(chainId), integer(entry.sequence), text(entry.action), text(entry.month)];
  const previous = { bytes: entry.previous_hash };
  return sha256(encodeParts("audit-entry", ...header, digest, previous));
}

// --- The checks

let checked = 0;

function same(actual, expectedHex, what) {
  assert.equal(toHex(actual), expectedHex, what);
  checked += 1;
}

async function refusesEveryChange(vector, open) {
  const envelope = fromHex(vector.envelope);
  const places = [0, 1, 2, 17, 18, 40, envelope.length - 17, envelope.length - 1];
  const flip = (place) => envelope.map((byte, at) => (at === place ? byte ^ 1 : byte));
  const changed = places.map(flip);
  for (const tampered of [...changed, envelope.slice(0, -1), concat(envelope, Uint8Array.of(0))]) {
    const opening = open({ ...vector, envelope: toHex(tampered) });
    await assert.rejects(opening, "a tampered envelope opened");
    checked += 1;
  }
}

async function checkAll() {
  for (const { seed, public_key: expected } of read("keys.json")) {
    const { publicKey } = await kem.generateKeyPairDerand(fromHex(seed));
    same(new Uint8Array(await kem.serializePublicKey(publicKey)), expected, "public key of seed");
  }

  const encoding = read("encoding.json");
  for (const { label, parts, encoded } of encoding.parts) {
    same(encodeParts(label, ...parts), encoded, "encoded parts");
  }
  for (const { step, content, padded } of encoding.padding) {
    same(pad(fromHex(content), step), padded, "padded");
    same(unpad(fromHex(padded), step), content, "unpadded");
  }

  for (const vector of read("seals.json")) {
    const seed = fromHex(vector.private_key);
    const open = ({ envelope, ...context }) => openSealed(seed, context, fromHex(envelope));
    same(sealedParts(vector).info, vector.info, "info");
    same(await open(vector), vector.plaintext, vector.name);
    const own = await seal(seed, vector);
    same(await openSealed(seed, vector, own), vector.plaintext, "own envelope");
    await refusesEveryChange(vector, open);
    const elsewhere = { ...vector, about: "00000000-0000-4000-8000-000000000000" };
    await assert.rejects(open(elsewhere), "opened in another context");
  }

  for (const vector of read("items.json")) {
    same(await openItem(vector), vector.content, vector.name);
    await refusesEveryChange(vector, openItem);
  }

  const { passphrases, sessions, wraps } = read("wraps.json");
  for (const vector of passphrases) {
    const stretched = fromHex(vector.argon2id);
    same(utf8(vector.typed.normalize("NFKC")), vector.counted, "passphrase as counted");
    same(await expand(stretched, encodeParts("passphrase-verifier")), vector.verifier, "verifier");
    const wrappingKey = await expand(stretched, encodeParts("passphrase-wrapping-key"));
    same(wrappingKey, vector.wrapping_key, "passphrase wrapping key");
  }
  for (const { secret, wrapping_key: expected } of sessions) {
    const wrappingKey = await extractAndExpand(utf8(secret), encodeParts("session-wrapping-key"));
    same(wrappingKey, expected, "session wrapping key");
  }
  for (const vector of wraps) {
    same(await openWrap(vector), vector.secret, `wrap under a ${vector.purpose} key`);
    await refusesEveryChange(vector, openWrap);
  }

  for (const vector of read("fields.json")) {
    same(await openField(vector), vector.plaintext, "field");
    await refusesEveryChange(vector, openField);
  }

  const { subkeys, ids } = read("keyed_hashes.json");
  for (const { key, label, subkey } of subkeys) {
    const derived = await extractAndExpand(fromHex(key), encodeParts("subkey", text(label)));
    same(derived, subkey, "subkey");
  }
  for (const { key, label, parts, id } of ids) {
    same(await hmac(fromHex(key), encodeParts("keyed-id", text(label), ...parts)), id, "keyed id");
  }

  const chain = read("chain.json");
  let previous = toHex(sha256(encodeParts("audit-genesis", uuid(chain.chain_id))));
  assert.equal(previous, chain.genesis, "genesis");
  for (const entry of chain.entries) {
    assert.equal(entry.previous_hash, previous, "link");
    same(entryHash(chain.chain_id, entry), entry.entry_hash, "entry hash");
    previous = entry.entry_hash;
  }
}

if (process.argv.includes("--seal")) {
  const [vector] = read("seals.json");
  console.log(toHex(await seal(fromHex(vector.private_key), vector)));
} else {
  await checkAll();
  console.log(`${checked} checks of the sealed formats passed`);
}
