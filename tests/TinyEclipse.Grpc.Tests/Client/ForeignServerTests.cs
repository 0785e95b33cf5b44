using System.Diagnostics;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Tests.Interop;

namespace Grpc.Tests.Client;

/// <summary>The client against a server it shares no code with. Needs Python's grpcio, and is skipped where that is not installed.</summary>
public sealed class ForeignServerTests(ForeignServer server) : IClassFixture<ForeignServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Interop.InteropService.InteropServiceClient Client
    {
        get
        {
            Assert.SkipWhen(server.Channel is null, "Python's grpcio is not installed.");
            return new Interop.InteropService.InteropServiceClient(server.Channel);
        }
    }

    [Fact]
    public async Task Messages_and_metadata_arrive_both_ways_compressed()
    {
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" }, { "x-bin", new byte[] { 1 } } };
        using var call = Client.EchoAsync(new EchoRequest { Text = new string('é', 5000) }, headers, cancellationToken: Token);

        var responseHeaders = await call.ResponseHeadersAsync;

        Assert.Equal(new string('é', 5000), (await call).Text);
        Assert.Equal("hello", responseHeaders.GetValue("greeting"));
        Assert.Equal([0, 255], responseHeaders.GetValueBytes("data-bin")!);
        Assert.Equal(["1", "2"], call.GetTrailers().GetAll("part").Select(entry => entry.Value));
        Assert.Equal([1], call.GetTrailers().GetValueBytes("data-bin")!);
    }

    [Fact]
    public async Task A_failure_is_told()
    {
        var failure = await Client.FailAsync(new FailRequest(), cancellationToken: Token).FailureAsync();

        Assert.Equal((StatusCode.NotFound, "geen 100 % café"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task A_deadline_is_kept()
    {
        var failure = await Client.WaitAsync(new WaitRequest(), deadline: DateTime.UtcNow.AddMilliseconds(200), cancellationToken: Token).FailureAsync();

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task Streams_work_in_all_directions()
    {
        using var sum = Client.Sum(cancellationToken: Token);
        for (var value = 1; value <= 10; value++)
            await sum.RequestStream.WriteAsync(new Number { Value = value }, Token);
        await sum.RequestStream.CompleteAsync();
        Assert.Equal(55, (await sum).Sum);

        using var count = Client.Count(new CountRequest(), cancellationToken: Token);
        Assert.Equal([1, 2, 3, 4, 5], await count.ResponseStream.ReadAllAsync(Token).Select(number => number.Value).ToListAsync(Token));

        using var chat = Client.Chat(cancellationToken: Token);
        foreach (var text in new[] { "one", "two" })
        {
            await chat.RequestStream.WriteAsync(new ChatMessage { Text = text }, Token);
            Assert.True(await chat.ResponseStream.MoveNext(Token));
            Assert.Equal(text, chat.ResponseStream.Current.Text);
        }

        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext(Token));
    }
}

public sealed class ForeignServer : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Null where the server cannot run.</summary>
    public GrpcChannel? Channel { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var python = new[] { "/usr/bin/python3", "/usr/local/bin/python3" }.FirstOrDefault(File.Exists);
        if (python is null)
            return;

        _process = Process.Start(new ProcessStartInfo(python, [Path.Combine(SourceFolder(), "foreign_server.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        });
        if (int.TryParse(await _process!.StandardOutput.ReadLineAsync(), out var port))
            Channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        Channel?.Dispose();
        if (_process is null)
            return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
