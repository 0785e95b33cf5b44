using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>What AddGrpc returns, for the options of one service and for JSON transcoding to hook on to.</summary>
public interface IGrpcServerBuilder
{
    IServiceCollection Services { get; }
}
