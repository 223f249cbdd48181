// Minify every script and style of a folder in place: node minify.mjs FOLDER, run where esbuild is
// installed. Names at the top of a script stay, so that one script finds what another defines.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";

const { transform } = createRequire(join(process.cwd(), "package.json"))("esbuild");
const folder = process.argv[2];

for (const name of await readdir(folder)) {
  const loader = extname(name).slice(1);
  if (loader !== "js" && loader !== "css") continue;
  const path = join(folder, name);
  const { code } = await transform(await readFile(path, "utf8"), {
    loader,
    minify: true,
    target: "es2020",
    legalComments: "inline",
    logLevel: "silent",
  });
  await writeFile(path, code);
}
