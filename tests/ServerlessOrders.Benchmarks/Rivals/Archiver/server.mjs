// A ZIP server as one writes it with npm archiver: every request streams the blobs of a list into a stored ZIP.
//
//   node server.mjs LIST   LIST: a line for each file, its address (with a signature) and its name in the ZIP, a tab between
//
// Prints its address, and serves until its standard input ends.
import { ZipArchive } from 'archiver';
import { readFileSync } from 'node:fs';
import { Agent, createServer, get } from 'node:http';

const files = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t'));
const agent = new Agent({ keepAlive: true });

const open = (address) => new Promise((resolve, reject) => {
  get(address, { agent }, (answer) => {
    if (answer.statusCode === 200) resolve(answer);
    else reject(new Error(`${answer.statusCode} from the storage`));
  }).on('error', reject);
});

const server = createServer(async (request, response) => {
  response.setHeader('Content-Type', 'application/zip');
  const zip = new ZipArchive({ store: true });
  zip.on('error', (error) => response.destroy(error));
  zip.pipe(response);
  try {
    for (const [address, name] of files) {
      // One at a time: the blobs are opened as they are needed, as archiver's own queue does with files.
      const entry = new Promise((resolve) => zip.once('entry', resolve));
      zip.append(await open(address), { name });
      await entry;
    }
    await zip.finalize();
  } catch (error) {
    response.destroy(error);
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
process.stdin.resume().on('end', () => process.exit(0));
