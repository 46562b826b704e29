// Removes from node_modules what a server on this platform never loads. Licences stay.
// usage: node prune.mjs NODE_MODULES ARCH      ARCH: x64 or arm64
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { stripWasm } from './strip-wasm.mjs';

const [modules, arch] = process.argv.slice(2);
/** `e_machine` of an ELF header. */
const machines = { x64: 62, arm64: 183 };
const machine = machines[arch];
if (!existsSync(modules ?? '') || !machine) {
  console.error('usage: node prune.mjs NODE_MODULES x64|arm64');
  process.exit(2);
}

const licence = /licen[cs]e|copying|notice|copyright|authors/i;
/** For compilers, debuggers and readers. */
const neverLoaded =
  /(^|\/)\.[^/]+(\/|$)|\.(map|d\.[cm]?ts|[cm]?tsx?|md|markdown|flow|tsbuildinfo|symbols|[ch]|hh|hpp|cc|cpp|inc|asm|s|sh|gypi?)$/i;
/** Folders beside a package.json; further down, code may have such a name (yaml/dist/doc). */
const notProgram =
  /^(\.github|\.vscode|\.idea|__tests__|bench(mark)?s?|demo|docs?|e2e|examples?|tap-snapshots|tests?|types-compat)$/;
/** Native programs and libraries, of whatever system. */
const native = /\.(node|dll|dylib|exe)$|\.so(\.\d+)*$/;

/**
 * Builds of the same program that Node does not load, by package: paths inside it. A pattern that fits nothing any more
 * is an error, so that the table stays true.
 */
const otherBuilds = {
  '@evan/opus': /^wasm\//,
  eld: /^src\/ngrams\/(?!extrasmall\.)/,
  'jieba-wasm': /^pkg\/(?!nodejs\/)/,
  koffi: /^(lib|vendor)\//,
  kuromoji: /^build\//,
  libflacjs: /^(dist\/(?!libflac\.min\.wasm\.)|tools\/)/,
  lodash: /^(core|fp\/.*|lodash)(\.min)?\.js$/,
  n2words: /^dist\//,
  'wasm-media-encoders': /^(dist\/(?!es\/)|wasm\/ogg)/,
  yaml: /^browser\//,
  zlibjs: /^bin\/(?!gunzip\.min\.js$)/,
  zod: /^src\//,
};

let freed = 0;
for (const folder of packagesIn(modules)) prune(folder);
console.log(`prune: ${(freed / 1e6).toFixed(1)} MB removed`);

/** Every package, nested ones too, with its path. */
function packagesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    // What npm keeps for itself.
    if (entry.name.startsWith('.')) return (remove(full), []);
    if (!entry.isDirectory()) return [];
    if (entry.name.startsWith('@')) return packagesIn(full);
    return [full, ...packagesIn(path.join(full, 'node_modules'))];
  });
}

function prune(folder) {
  const { name } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const build = otherBuilds[name];
  if (build) {
    const inside = filesUnder(folder).filter((file) => build.test(path.relative(folder, file)));
    if (inside.length === 0)
      throw new Error(`prune.mjs: ${name} has nothing like ${build} any more. Correct the table.`);
    inside.forEach(remove);
  }
  const top = readdirSync(folder, { withFileTypes: true });
  for (const entry of top) {
    if (entry.isDirectory() && notProgram.test(entry.name)) remove(path.join(folder, entry.name));
  }
  // Some packages have their licence in their README only.
  const licensed = top.some((entry) => licence.test(entry.name));
  const keep = (file) => licence.test(path.basename(file)) || (!licensed && /readme/i.test(path.basename(file)));
  for (const file of filesUnder(folder)) {
    if (file.endsWith('.wasm')) strip(file);
    else if (native.test(file) ? !loadable(file) : neverLoaded.test(path.relative(folder, file)) && !keep(file))
      remove(file);
  }
}

function strip(file) {
  const program = readFileSync(file);
  const stripped = stripWasm(program);
  freed += program.length - stripped.length;
  if (stripped.length < program.length) writeFileSync(file, stripped);
}

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (!entry.isDirectory()) return [full];
    return entry.name === 'node_modules' ? [] : filesUnder(full);
  });
}

/** True for an ELF file of the wanted machine that is not linked against musl. */
function loadable(file) {
  const head = Buffer.alloc(20);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, head);
  closeSync(descriptor);
  const ours = head.toString('latin1', 0, 4) === '\x7fELF' && head.readUInt16LE(18) === machine;
  return ours && !readFileSync(file).includes('libc.musl-');
}

function remove(entry) {
  freed += bytesOf(entry);
  rmSync(entry, { recursive: true });
}

function bytesOf(entry) {
  const found = statSync(entry, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found?.size ?? 0;
  return readdirSync(entry).reduce((sum, name) => sum + bytesOf(path.join(entry, name)), 0);
}
