using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace TinyEclipse.Benchmarks;

public sealed record LoadResult(int Requests, TimeSpan Elapsed, double P50Milliseconds, double P99Milliseconds)
{
    public double PerSecond => Requests / Elapsed.TotalSeconds;
}

/// <summary>Keep-alive connections that each send the next request when the last is answered. Raw sockets: on two cores the client must cost little.</summary>
public static class LoadGenerator
{
    public static async Task<LoadResult> RunAsync(Uri address, int connections, TimeSpan duration, Func<int, long, byte[]> request)
    {
        var clock = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(() => DriveAsync(address, connection, clock, duration, request))));
        var elapsed = clock.Elapsed;
        var sorted = latencies.SelectMany(one => one).Order().ToArray();
        return new LoadResult(sorted.Length, elapsed, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)]);
    }

    private static async Task<List<double>> DriveAsync(Uri address, int connection, Stopwatch clock, TimeSpan duration, Func<int, long, byte[]> request)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        var (latencies, buffer) = (new List<double>(), new byte[16 * 1024]);
        for (var number = 0L; clock.Elapsed < duration; number++)
        {
            var sent = clock.Elapsed;
            await stream.WriteAsync(request(connection, number));
            await ReadAnswerAsync(stream, buffer);
            latencies.Add((clock.Elapsed - sent).TotalMilliseconds);
        }
        return latencies;
    }

    private static async Task ReadAnswerAsync(NetworkStream stream, byte[] buffer)
    {
        var filled = 0;
        do
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled));
            if (read == 0)
                throw new IOException("The server closed the connection.");
            filled += read;
        }
        while (!IsWhole(buffer.AsSpan(0, filled)));
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        if (!answer.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer));

        var body = answer[(head + 4)..];
        var length = answer[..head].IndexOf("Content-Length: "u8);
        if (length < 0)
            return body.EndsWith("0\r\n\r\n"u8); // chunked
        var digits = answer[(length + 16)..head];
        var end = digits.IndexOf((byte)'\r');
        return body.Length >= int.Parse(end < 0 ? digits : digits[..end], System.Globalization.CultureInfo.InvariantCulture);
    }
}
