using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Tests.Client;
using Grpc.Tests.Server;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace Grpc.Tests.Client;

/// <summary>One proper server for all tests that leave nothing behind in it.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public InteropServer Server { get; private set; } = null!;

    public GrpcChannel Channel { get; private set; } = null!;

    public Interop.InteropService.InteropServiceClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await InteropServer.StartAsync(options => options.ResponseCompressionAlgorithm = "gzip");
        Channel = GrpcChannel.ForAddress(Server.Http2Address);
        Client = new Interop.InteropService.InteropServiceClient(Channel);
    }

    /// <summary>A client on a channel of its own.</summary>
    public Interop.InteropService.InteropServiceClient ClientWith(Action<GrpcChannelOptions> configure) => new(OpenChannel(configure));

    public GrpcChannel OpenChannel(Action<GrpcChannelOptions> configure)
    {
        var options = new GrpcChannelOptions();
        configure(options);
        return GrpcChannel.ForAddress(Server.Http2Address, options);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>Awaiting a call as a task, for assertions.</summary>
internal static class CallExtensions
{
    public static Task<RpcException> FailureAsync<T>(this AsyncUnaryCall<T> call) => Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
}
