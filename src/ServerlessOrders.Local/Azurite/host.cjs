// Runs Azurite so that it outlives the program that started it.
//
//   node host.cjs launch LOG INSTANCE [azurite arguments]   starts `serve` in a session of its own, prints {"pid", "port"}
//   node host.cjs serve INSTANCE [azurite arguments]        the host: Azurite and a control address on 127.0.0.1
//
// Control address (every path begins with the instance, so that nobody takes a stranger on this port for the host):
//   GET  /INSTANCE        {"pid", "state", "blob"?, "queue"?, "table"?, "error"?}
//   POST /INSTANCE/go     opens the folder; a host that nobody tells to go within a minute ends, having touched nothing
//   POST /INSTANCE/stop   saves everything and ends; the control address is the last thing to close
//
// SERVERLESS_ORDERS_WATCH=PID: stop as well when that process is gone (tests).
'use strict';

const { spawn } = require('node:child_process');
const { existsSync, openSync } = require('node:fs');
const { createServer } = require('node:http');

const [mode, ...rest] = process.argv.slice(2);
if (mode === 'launch') launch(...rest);
else serve(...rest);

function launch(log, instance, ...azurite) {
  const output = openSync(log, 'a');
  const host = spawn(process.execPath, [__filename, 'serve', instance, ...azurite], {
    detached: true, // setsid, or a process group of its own on Windows
    stdio: ['ignore', output, output, 'ipc'],
    windowsHide: true,
  });
  const ended = (code) => {
    console.error(`the Azurite host ended at its start (${code}); see ${log}`);
    process.exit(1);
  };
  host.once('exit', ended);
  host.once('message', ({ port }) => {
    host.off('exit', ended);
    console.log(JSON.stringify({ pid: host.pid, port }));
    host.disconnect();
    host.unref();
  });
}

function serve(instance, ...azurite) {
  const status = { pid: process.pid, state: 'waiting' };
  const impatience = setTimeout(() => process.exit(0), 60_000);
  const control = createServer((request, response) => {
    const call = `${request.method} ${request.url}`;
    if (call === `POST /${instance}/go`) go();
    else if (call === `POST /${instance}/stop`) stop();
    else if (call !== `GET /${instance}`) response.statusCode = 404;
    response.setHeader('Connection', 'close');
    response.end(response.statusCode === 404 ? '' : JSON.stringify(status));
  });
  control.listen(0, '127.0.0.1', () => process.send?.({ port: control.address().port }));

  function go() {
    if (status.state !== 'waiting') return;
    clearTimeout(impatience);
    status.state = 'starting';
    watchOutput();
    watchStarter();
    watchFolder();
    const main = require.resolve('azurite/dist/src/azurite.js');
    process.argv = [process.execPath, main, ...azurite];
    process.once('SIGHUP', stop);
    require(main);
  }

  // Azurite tells its addresses and its end on the console only.
  function watchOutput() {
    const log = console.log;
    let closed = 0;
    console.log = (...words) => {
      log(...words);
      const text = words.join(' ');
      const listening = /^Azurite (Blob|Queue|Table) service is successfully listening at (\S+)/.exec(text);
      if (listening) status[listening[1].toLowerCase()] = listening[2];
      if (status.blob && status.queue && status.table && status.state === 'starting') status.state = 'ready';
      if (/^Azurite (Blob|Queue|Table) service successfully closed/.test(text) && ++closed === 3) process.exit(0);
    };
    const error = console.error;
    console.error = (...words) => {
      error(...words);
      status.error = words.join(' ');
    };
  }

  function watchStarter() {
    const starter = Number(process.env.SERVERLESS_ORDERS_WATCH);
    if (!starter) return;
    setInterval(() => {
      try {
        process.kill(starter, 0);
      } catch {
        process.exit(0); // only in-memory hosts are watched: nothing to save
      }
    }, 1000).unref();
  }

  // Whoever deletes the data while nobody uses it wants no process left over it.
  function watchFolder() {
    const location = azurite[azurite.indexOf('--location') + 1];
    if (!azurite.includes('--location')) return;
    setInterval(() => {
      if (!existsSync(location)) process.exit(0);
    }, 5000).unref();
  }

  function stop() {
    if (status.state === 'waiting') return void setImmediate(() => process.exit(0));
    if (status.state === 'stopping') return;
    // Azurite listens for its stop only once all three services are up.
    if (process.listenerCount('message') === 0) return void setTimeout(stop, 100);
    status.state = 'stopping';
    process.emit('message', 'shutdown');
  }
}
