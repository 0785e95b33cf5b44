using System.Text.Encodings.Web;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Tests.Transcoding;

/// <summary>The endpoints of JSON calls among the other parts of ASP.NET Core.</summary>
public sealed class EndpointTests(TranscodingServer server) : IClassFixture<TranscodingServer>
{
    [Fact]
    public async Task Interceptors_stand_around_json_calls_too()
    {
        await using var own = await TranscodingServer.StartAsync(grpc: options => options.Interceptors.Add<Refusing>());
        Assert.Equal("not today", (await own.SendAsync("GET /everything")).Expect(403).Message);
    }

    [Fact]
    public async Task Conventions_hold_for_json_endpoints_too()
    {
        await using var own = await TranscodingServer.StartAsync(
            services: services => services.AddAuthorization().AddAuthentication("none").AddScheme<AuthenticationSchemeOptions, Nobody>("none", _ => { }),
            application: app => app.UseAuthentication().UseAuthorization(),
            endpoints: service => service.RequireAuthorization());
        (await own.SendAsync("GET /everything")).Expect(401);
    }

    [Fact]
    public void Every_endpoint_tells_its_rule()
    {
        var rules = server.Metadata<GrpcJsonTranscodingMetadata>().Where(metadata => metadata.MethodDescriptor.Name == "Count");
        Assert.Equal([("/count/{number}", ""), ("/count/{number}/names", "name")], rules.Select(metadata => (metadata.HttpRule.Get, metadata.HttpRule.ResponseBody)));
    }

    [Fact]
    public async Task A_preflight_is_no_call()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/everything")
        {
            Headers = { { "origin", "https://shop.example" }, { "access-control-request-method", "POST" } },
        };
        (await server.SendAsync(request)).Expect(405);
    }

    [Fact]
    public async Task A_preflight_is_answered_by_the_cors_middleware()
    {
        await using var own = await TranscodingServer.StartAsync(
            services: services => services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.AllowAnyOrigin().AllowAnyMethod())),
            application: app => app.UseCors());
        using var request = new HttpRequestMessage(HttpMethod.Options, "/everything")
        {
            Headers = { { "origin", "https://shop.example" }, { "access-control-request-method", "POST" } },
        };
        Assert.Equal(["POST"], (await own.SendAsync(request)).Expect(204).Headers.GetValues("access-control-allow-methods"));
    }

    private sealed class Refusing : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "not today"));
    }

    private sealed class Nobody(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
