# Other people's protocols through Lintel: a WebSocket and gRPC, as servers and as clients, by the libraries that people use.
#   peers.py websockets PORT                      an echo server; says "ready"
#   peers.py grpc PORT                            a unary method and a stream, with trailers; says "ready"
#   peers.py health PORT FILE                     gRPC's health service: SERVING, and NOT_SERVING while FILE exists; says "ready"
#   peers.py talk HOST PORT CA SECONDS            clients of both through TLS, again and again; says what was counted, or fails
import asyncio
import os
import ssl
import sys
import time


def serve_websockets(port):
    import websockets

    async def echo(socket, path=None):
        async for message in socket:
            await socket.send(message)

    async def run():
        async with websockets.serve(echo, "127.0.0.1", port):
            print("ready", flush=True)
            await asyncio.Future()

    asyncio.run(run())


def serve_grpc(port):
    import grpc
    from concurrent import futures

    def hello(request, context):
        context.set_trailing_metadata((("x-end", "unary"),))
        return b"hello " + request

    def count(request, context):
        for number in range(int(request)):
            yield b"%d" % number
            time.sleep(0.02)
        context.set_trailing_metadata((("x-end", "stream"),))

    def refuse(request, context):
        context.abort(grpc.StatusCode.NOT_FOUND, "nobody of that name")

    methods = {
        "Hello": grpc.unary_unary_rpc_method_handler(hello),
        "Count": grpc.unary_stream_rpc_method_handler(count),
        "Refuse": grpc.unary_unary_rpc_method_handler(refuse),
    }
    server = grpc.server(futures.ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("lintel.Test", methods),))
    server.add_insecure_port("127.0.0.1:%d" % port)
    server.start()
    print("ready", flush=True)
    server.wait_for_termination()


def serve_health(port, ill):
    """grpc.health.v1: the one field of both messages is number 1, the name of a service and the status of it."""
    import grpc
    from concurrent import futures

    def check(request, context):
        if request:
            context.abort(grpc.StatusCode.NOT_FOUND, "no service of that name")
        return b"\x08\x02" if os.path.exists(ill) else b"\x08\x01"

    methods = {"Check": grpc.unary_unary_rpc_method_handler(check)}
    server = grpc.server(futures.ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("grpc.health.v1.Health", methods),))
    server.add_insecure_port("127.0.0.1:%d" % port)
    server.start()
    print("ready", flush=True)
    server.wait_for_termination()


async def talk_websockets(host, port, ca, end):
    """One connection for the whole time, and a new one for every few messages."""
    import websockets

    context = ssl.create_default_context(cafile=ca)
    url = "wss://%s/chat" % host
    messages = connections = 0

    def connect():
        return websockets.connect(url, ssl=context, server_hostname=host, host="127.0.0.1", port=port)

    async with connect() as steady:
        while time.time() < end:
            async with connect() as short:
                connections += 1
                for socket in (steady, short):
                    text = "message %d " % messages + "x" * (messages % 5000)
                    await socket.send(text)
                    assert await socket.recv() == text
                    messages += 1
            await asyncio.sleep(0.02)
    return "websockets: %d messages, %d connections" % (messages, connections)


def talk_grpc(host, port, ca, end):
    """One stream for the whole time; calls on its connection and on new ones."""
    import grpc

    with open(ca, "rb") as file:
        credentials = grpc.ssl_channel_credentials(file.read())
    options = (("grpc.ssl_target_name_override", host), ("grpc.use_local_subchannel_pool", 1))

    def channel():
        return grpc.secure_channel("127.0.0.1:%d" % port, credentials, options)

    calls = channels = 0
    with channel() as steady:
        expected = max(1, int((end - time.time()) / 0.02) * 3 // 4)
        stream = steady.unary_stream("/lintel.Test/Count")(b"%d" % expected, timeout=50)
        while time.time() < end:
            with channel() as short:
                channels += 1
                for one in (steady, short):
                    answer, call = one.unary_unary("/lintel.Test/Hello").with_call(b"%d" % calls, timeout=10)
                    assert answer == b"hello %d" % calls, answer
                    assert dict(call.trailing_metadata())["x-end"] == "unary", call.trailing_metadata()
                    assert call.code() == grpc.StatusCode.OK
                    calls += 1
                try:
                    short.unary_unary("/lintel.Test/Refuse")(b"", timeout=10)
                    raise AssertionError("was not refused")
                except grpc.RpcError as e:
                    assert (e.code(), e.details()) == (grpc.StatusCode.NOT_FOUND, "nobody of that name"), e
        numbers = [int(each) for each in stream]
        assert numbers == list(range(expected)), numbers
        assert dict(stream.trailing_metadata())["x-end"] == "stream", stream.trailing_metadata()
        assert stream.code() == grpc.StatusCode.OK
    return "grpc: %d calls, %d connections, a stream of %d" % (calls, channels, expected)


async def talk(host, port, ca, seconds):
    end = time.time() + seconds
    for line in await asyncio.gather(
        talk_websockets(host, port, ca, end), asyncio.to_thread(talk_grpc, host, port, ca, end)
    ):
        print(line)


what = sys.argv[1]
if what == "websockets":
    serve_websockets(int(sys.argv[2]))
elif what == "grpc":
    serve_grpc(int(sys.argv[2]))
elif what == "health":
    serve_health(int(sys.argv[2]), sys.argv[3])
else:
    asyncio.run(talk(sys.argv[2], int(sys.argv[3]), sys.argv[4], float(sys.argv[5])))
