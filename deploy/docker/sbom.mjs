// Writes what is inside the image as CycloneDX: npm's own list, and with it Node and the Debian packages.
// usage: npm sbom --sbom-format cyclonedx | node sbom.mjs STATUS_FOLDER [NAME=VERSION=LICENCE …] > sbom.cdx.json
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const [folder, ...others] = process.argv.slice(2);
const sbom = JSON.parse(readFileSync(0, 'utf8'));
// A number and a date of their own would make each image differ.
delete sbom.serialNumber;
delete sbom.metadata.timestamp;

const debian = readdirSync(folder)
  .sort()
  .map((name) => fieldsOf(readFileSync(path.join(folder, name), 'utf8')))
  .map(({ Package: name, Version: version, Architecture: architecture }) => {
    const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}`;
    return { 'bom-ref': purl, type: 'library', name, version, purl };
  });
const programs = others.map((each) => {
  const [name, version, licence] = each.split('=');
  const purl = `pkg:generic/${name}@${encodeURIComponent(version)}`;
  return { 'bom-ref': purl, type: 'application', name, version, purl, licenses: [{ license: { id: licence } }] };
});
sbom.components.push(...debian, ...programs);
process.stdout.write(`${JSON.stringify(sbom, null, 1)}\n`);

/** The fields of a Debian control file; of those over several lines, the first line. */
function fieldsOf(text) {
  return Object.fromEntries([...text.matchAll(/^([A-Za-z-]+): (.*)$/gm)].map(([, name, value]) => [name, value]));
}
