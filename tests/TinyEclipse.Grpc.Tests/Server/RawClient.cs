using System.Buffers.Binary;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Grpc.Tests.Server;

/// <summary>Sends HTTP requests byte by byte, so that tests see what is on the wire rather than what a gRPC client makes of it.</summary>
public sealed class RawClient(Uri address, Version version) : IDisposable
{
    public const string Service = "tests.interop.v1.InteropService";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None })
    {
        BaseAddress = address,
    };

    public static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    public static byte[] Frame(byte[] payload, byte flags = 0)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    public Task<RawResponse> CallAsync(string method, IMessage request, params (string Name, string Value)[] headers) =>
        SendAsync($"/{Service}/{method}", Frame(request), "application/grpc", headers);

    public Task<RawResponse> CallAsync(string method, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync($"/{Service}/{method}", body, "application/grpc", headers);

    public async Task<RawResponse> SendAsync(
        string path, byte[] body, string? contentType, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(body);
        using var response = await OpenAsync(path, content, contentType, headers);
        return await RawResponse.ReadAsync(response);
    }

    /// <summary>A request without a body, which is no call.</summary>
    public async Task<RawResponse> AskAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await RawResponse.ReadAsync(response);
    }

    /// <summary>Comes back with the response's headers, for calls that go on: the request is not disposed, as it may
    /// still be sent. Giving up later resets the call.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        string path,
        HttpContent content,
        string? contentType,
        (string Name, string Value)[]? headers = null,
        CancellationTokenSource? giveUp = null)
    {
        var either = CancellationTokenSource.CreateLinkedTokenSource(giveUp?.Token ?? default, TestContext.Current.CancellationToken);
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        if (contentType is not null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, value) in headers ?? [])
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
    }

    public void Dispose() => _http.Dispose();
}
