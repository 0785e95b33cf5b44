using System.Net.Sockets;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Calls;

/// <summary>A call that came over HTTP, at whichever door: all but how its response is written.</summary>
internal abstract class HttpServerCallContext : ServerCallContext, IServerCallContextFeature
{
    /// <summary>Where a context that wraps this one finds the request; see GetHttpContext().</summary>
    public const string HttpContextKey = "__HttpContext";

    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private AuthContext? _authContext;

    protected HttpServerCallContext(HttpContext httpContext, ServiceMethod serviceMethod)
    {
        HttpContext = httpContext;
        ServiceMethod = serviceMethod;
        Lifetime = new CallLifetime(httpContext, serviceMethod.FullName);
        httpContext.Features.Set<IServerCallContextFeature>(this);
    }

    public HttpContext HttpContext { get; }

    public ServiceMethod ServiceMethod { get; }

    /// <summary>To be started before the service is called, and disposed after the call.</summary>
    public CallLifetime Lifetime { get; }

    /// <summary>False spares making an empty collection.</summary>
    public bool HasResponseTrailers => _responseTrailers is { Count: > 0 };

    ServerCallContext IServerCallContextFeature.ServerCallContext => this;

    protected override string MethodCore => ServiceMethod.FullName;

    protected override string HostCore => HttpContext.Request.Host.Value ?? "";

    protected override string PeerCore => HttpContext.Connection is { RemoteIpAddress: { } address, RemotePort: var port }
        ? address switch
        {
            { IsIPv4MappedToIPv6: true } => $"ipv4:{address.MapToIPv4()}:{port}",
            { AddressFamily: AddressFamily.InterNetwork } => $"ipv4:{address}:{port}",
            _ => $"ipv6:[{address}]:{port}",
        }
        : "unknown";

    protected override DateTime DeadlineCore => Lifetime.Deadline;

    protected override CancellationToken CancellationTokenCore => Lifetime.Token;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= RequestMetadata.From(HttpContext.Request.Headers);

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= PeerCertificate.Describe(HttpContext.Connection.ClientCertificate);

    protected override IDictionary<object, object> UserStateCore
    {
        get
        {
            HttpContext.Items[HttpContextKey] = HttpContext;
            return HttpContext.Items!;
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        new CallPropagationToken(this, options ?? ContextPropagationOptions.Default);
}
