"""A surface in Python, over the unix socket, with nothing but what Python brings: asks once and prints the answer as it comes.

python3 surface.py "$XDG_RUNTIME_DIR/conductor/conductor.sock" "Why is the sky blue?"
"""
import json, socket, struct, sys, uuid, zlib

CAPABILITIES = dict.fromkeys(
    ["color", "avatar", "avatar_animations", "tasks", "images", "audio", "rich_text", "pointer_input", "clipboard"], False
) | {"streaming": True, "keyboard_input": True, "max_width": 80, "max_height": 24}


def send(name, **fields):
    payload = json.dumps({name: fields}).encode()
    connection.sendall(struct.pack(">II", len(payload), zlib.crc32(payload)) + payload)


def messages():
    while header := stream.read(8):
        length, checksum = struct.unpack(">II", header)
        payload = stream.read(length)
        if zlib.crc32(payload) != checksum:
            sys.exit("a damaged frame")
        yield from json.loads(payload).items()


connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1])
stream = connection.makefile("rb")
send("Handshake", event_id="evt_1", protocol_version=2, min_protocol_version=2, surface_type="Headless", capabilities=CAPABILITIES,
     auth_token=None, client="surface.py")
turn = None
for name, message in messages():
    if name == "HandshakeAck" and not message["accepted"]:
        sys.exit(message["rejection_reason"])
    elif name == "Welcome":
        conversation = message["conversation_id"]
        send("Prompt", command_id=str(uuid.uuid4()), conversation_id=conversation, content=sys.argv[2])
    elif name == "Accepted" and turn is None:
        turn = message["turn_id"]
        send("Resume", command_id=str(uuid.uuid4()), conversation_id=conversation, turn_id=turn, attempt=1, after=0)
    elif name == "Text":
        print(message["text"], end="", flush=True)
    elif name == "Restarted":
        print("\n[once more]")
    elif name == "Ping":
        send("Pong", seq=message["seq"])
    elif name == "Error":
        sys.exit(f'{message["message"]} {message["way_out"]}')
    elif name == "End":
        print()
        sys.exit(0 if message["end"] == "Completed" else f'ended early: {message.get("message") or message["end"]}')
sys.exit("the conductor is gone")
