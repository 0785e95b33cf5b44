using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Grpc.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Client;

/// <summary>The clients of gRPC's own services, which come with the packages.</summary>
public sealed class KnownServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_is_asked_for()
    {
        await using var server = await InteropServer.StartAsync(
            services: (services, _) => services.AddGrpcHealthChecks(), application: app => app.MapGrpcHealthChecksService());
        using var channel = GrpcChannel.ForAddress(server.Http2Address);
        var client = new Health.V1.Health.HealthClient(channel);

        var answer = await client.CheckAsync(new HealthCheckRequest(), cancellationToken: Token);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
        Assert.Equal(
            StatusCode.NotFound, (await client.CheckAsync(new HealthCheckRequest { Service = "nobody" }, cancellationToken: Token).FailureAsync()).StatusCode);
    }

    [Fact]
    public async Task Services_are_asked_for()
    {
        await using var server = await InteropServer.StartAsync(
            services: (services, _) => services.AddGrpcReflection(), application: app => app.MapGrpcReflectionService());
        using var channel = GrpcChannel.ForAddress(server.Http2Address);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Token);

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "*" }, Token);

        Assert.True(await call.ResponseStream.MoveNext(Token));
        Assert.Contains("tests.interop.v1.InteropService", call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name));
    }
}
