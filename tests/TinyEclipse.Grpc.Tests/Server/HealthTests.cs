using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.Tests.Server;

public sealed class HealthTests
{
    private const string CheckPath = "/grpc.health.v1.Health/Check";
    private const string WatchPath = "/grpc.health.v1.Health/Watch";

    private readonly Checks _checks = new();

    [Theory]
    [InlineData("", HealthStatus.Healthy, HealthStatus.Healthy, ServingStatus.Serving)]
    [InlineData("", HealthStatus.Healthy, HealthStatus.Degraded, ServingStatus.Serving)]
    [InlineData("", HealthStatus.Healthy, HealthStatus.Unhealthy, ServingStatus.NotServing)]
    [InlineData("carts", HealthStatus.Healthy, HealthStatus.Unhealthy, ServingStatus.Serving)]
    [InlineData("carts", HealthStatus.Unhealthy, HealthStatus.Healthy, ServingStatus.NotServing)]
    public async Task A_service_serves_as_long_as_none_of_its_checks_is_unhealthy(
        string service, HealthStatus carts, HealthStatus mail, ServingStatus expected)
    {
        await using var server = await StartAsync();
        (_checks.Carts, _checks.Mail) = (carts, mail);

        var response = await CheckAsync(server, service);

        Assert.Equal(expected, response.OnlyMessage(HealthCheckResponse.Parser).Status);
    }

    [Fact]
    public async Task An_unknown_service_is_not_found()
    {
        await using var server = await StartAsync();

        Assert.Equal("5", (await CheckAsync(server, "nobody")).Status);
    }

    [Fact]
    public async Task A_watcher_learns_of_each_change()
    {
        await using var server = await StartAsync();
        await using var watch = await WatchAsync(server, "carts");
        Assert.Equal(ServingStatus.Serving, (await watch.ReadAsync(HealthCheckResponse.Parser)).Status);

        await PublishAsync(server, mail: HealthStatus.Unhealthy); // no change for the carts
        await PublishAsync(server, carts: HealthStatus.Unhealthy);
        Assert.Equal(ServingStatus.NotServing, (await watch.ReadAsync(HealthCheckResponse.Parser)).Status);

        await PublishAsync(server);
        Assert.Equal(ServingStatus.Serving, (await watch.ReadAsync(HealthCheckResponse.Parser)).Status);
    }

    [Fact]
    public async Task Watching_an_unknown_service_stays_open()
    {
        await using var server = await StartAsync();
        await using var watch = await WatchAsync(server, "nobody");

        Assert.Equal(ServingStatus.ServiceUnknown, (await watch.ReadAsync(HealthCheckResponse.Parser)).Status);
    }

    private static Task<RawResponse> CheckAsync(InteropServer server, string service) =>
        server.Http2.SendAsync(CheckPath, RawClient.Frame(new HealthCheckRequest { Service = service }), "application/grpc");

    private static async Task<DuplexCall> WatchAsync(InteropServer server, string service)
    {
        var watch = await DuplexCall.OpenPathAsync(server.Http2, WatchPath);
        await watch.WriteAsync(new HealthCheckRequest { Service = service });
        watch.Complete();
        return watch;
    }

    // The host publishes by a timer; the test does not wait for it.
    private async Task PublishAsync(InteropServer server, HealthStatus carts = HealthStatus.Healthy, HealthStatus mail = HealthStatus.Healthy)
    {
        (_checks.Carts, _checks.Mail) = (carts, mail);
        var report = await server.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        await server.Services.GetRequiredService<IHealthCheckPublisher>().PublishAsync(report, TestContext.Current.CancellationToken);
    }

    private Task<InteropServer> StartAsync() => InteropServer.StartAsync(
        services: (services, _) => services
            .AddGrpcHealthChecks(options => options.Services.Map("carts", check => check.Tags.Contains("carts")))
            .AddCheck("carts", () => new HealthCheckResult(_checks.Carts), tags: ["carts"])
            .AddCheck("mail", () => new HealthCheckResult(_checks.Mail)),
        application: app => app.MapGrpcHealthChecksService());

    private sealed class Checks
    {
        public HealthStatus Carts { get; set; } = HealthStatus.Healthy;

        public HealthStatus Mail { get; set; } = HealthStatus.Healthy;
    }
}
