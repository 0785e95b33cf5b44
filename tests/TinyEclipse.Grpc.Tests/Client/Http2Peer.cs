using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Grpc.Tests.Client;

/// <summary>One end of an HTTP/2 connection that does nothing by itself: it shows the frames of the other end, and answers none.</summary>
internal sealed class Http2Peer(TcpClient connection) : IDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly NetworkStream _stream = connection.GetStream();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Http2Peer> ConnectAsync(Uri server)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        var peer = new Http2Peer(connection);
        await peer.WriteAsync([.. Preface, .. Frame(Settings)]);
        return peer;
    }

    public static async Task<Http2Peer> AcceptAsync(TcpListener listener)
    {
        var peer = new Http2Peer(await listener.AcceptTcpClientAsync(Token));
        await peer._stream.ReadExactlyAsync(new byte[Preface.Length], Token);
        await peer.WriteAsync(Frame(Settings));
        return peer;
    }

    public static byte[] Frame(byte type, byte flags = 0, int stream = 0, params ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    /// <summary>The header block of a call, without compression.</summary>
    public static byte[] CallHeaders(string path, string contentType, params (string Name, string Value)[] others) =>
    [
        0x83,
        0x86,
        .. Literal(":path", path),
        .. Literal(":authority", "x"),
        .. Literal("content-type", contentType),
        .. Literal("te", "trailers"),
        .. others.SelectMany(other => Literal(other.Name, other.Value)),
    ];

    public async Task WriteAsync(byte[] bytes) => await _stream.WriteAsync(bytes, Token);

    /// <summary>Sends the last bytes, and reads until the other end closes the connection, too.</summary>
    public async Task EndAsync(byte[] bytes)
    {
        try
        {
            await WriteAsync(bytes);
            connection.Client.Shutdown(SocketShutdown.Send);
            await _stream.CopyToAsync(Stream.Null, Token);
        }
        catch (Exception reset) when (reset is IOException or SocketException)
        {
            // It had heard enough.
        }
    }

    /// <summary>Reads until such a frame comes; false if the other end closed the connection before.</summary>
    public async Task<bool> ComesAsync(byte type)
    {
        try
        {
            await ReadAsync(type);
            return true;
        }
        catch (IOException)
        {
            return false; // closed or reset
        }
    }

    /// <summary>The next frame of that type; what comes before it is passed over.</summary>
    public async Task<(byte Flags, byte[] Payload)> ReadAsync(byte type)
    {
        var header = new byte[9];
        while (true)
        {
            await _stream.ReadExactlyAsync(header, Token);
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >>> 8];
            await _stream.ReadExactlyAsync(payload, Token);
            if (header[3] == type)
                return (header[4], payload);
        }
    }

    public void Dispose() => connection.Dispose();

    private static byte[] Literal(string name, string value) =>
        [0x00, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
