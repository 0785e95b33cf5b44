using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;

namespace Grpc.Tests.Server;

/// <summary>A call whose request and response are both open, written and read frame by frame.</summary>
public sealed class DuplexCall : IAsyncDisposable
{
    private readonly OpenContent _request;
    private readonly Task<HttpResponseMessage> _opening;
    private Stream? _body;

    private DuplexCall(OpenContent request, Task<HttpResponseMessage> opening) => (_request, _opening) = (request, opening);

    /// <summary>Comes when the server sends its headers, which it does with its first message unless the service asks for it earlier.</summary>
    public Task<HttpResponseMessage> Response => _opening;

    public static Task<DuplexCall> OpenAsync(RawClient client, string method, params (string Name, string Value)[] headers) =>
        OpenPathAsync(client, $"/{RawClient.Service}/{method}", headers);

    /// <summary>Giving up resets the call, at any time.</summary>
    public static async Task<DuplexCall> OpenPathAsync(
        RawClient client, string path, (string Name, string Value)[]? headers = null, CancellationTokenSource? giveUp = null)
    {
        var request = new OpenContent();
        var opening = client.OpenAsync(path, request, "application/grpc", headers, giveUp);
        try
        {
            await request.WriteAsync([]); // the request's headers go out before there is a message
        }
        catch (ObjectDisposedException)
        {
            // On a busy machine the server may have ended the call by now.
        }

        return new DuplexCall(request, opening);
    }

    public Task WriteAsync(IMessage message) => WriteAsync(RawClient.Frame(message));

    public Task WriteAsync(byte[] bytes) => _request.WriteAsync(bytes);

    /// <summary>Ends the request.</summary>
    public void Complete() => _request.Complete();

    public async Task<T> ReadAsync<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        var body = await BodyAsync();
        var header = new byte[5];
        await body.ReadExactlyAsync(header, TestContext.Current.CancellationToken);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
        await body.ReadExactlyAsync(payload, TestContext.Current.CancellationToken);
        return parser.ParseFrom(payload);
    }

    /// <summary>What is left of the response.</summary>
    public async Task<RawResponse> ReadToEndAsync() => await RawResponse.ReadAsync(await _opening, await BodyAsync());

    public async ValueTask DisposeAsync()
    {
        Complete();
        if (_opening.IsCompletedSuccessfully)
            (await _opening).Dispose();
    }

    private async Task<Stream> BodyAsync() =>
        _body ??= await (await _opening).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

    private sealed class OpenContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task WriteAsync(byte[] bytes)
        {
            var stream = await _stream.Task.WaitAsync(TestContext.Current.CancellationToken);
            await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
            await stream.FlushAsync(TestContext.Current.CancellationToken);
        }

        public void Complete() => _completed.TrySetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            _stream.TrySetResult(stream);
            return _completed.Task.WaitAsync(cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
