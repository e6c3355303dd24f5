import zmq

from arguments import text

context = zmq.Context()
socket = context.socket(zmq.PULL)
socket.connect(text("connect", "tcp://localhost:5555"))


def show(form, data):
    city, celsius, sunny, wind = data["city"], data["celsius"], data["sunny"], data["wind"]
    weather = "sunny" if sunny is True else "cloudy"
    print(f"{form}: {city} {celsius} {weather} {'no wind' if wind is None else wind}")


show("json", socket.recv_json())
print("string:", socket.recv_string())
show("pyobj", socket.recv_pyobj())
print("multipart:", b"|".join(socket.recv_multipart()).decode())
