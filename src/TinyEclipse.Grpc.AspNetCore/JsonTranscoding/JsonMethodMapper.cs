using Grpc.AspNetCore.Server.Calls;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Calls;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding;

/// <summary>The JSON door: an endpoint for every google.api.http rule of unary and server streaming methods. The others have no JSON form.</summary>
internal sealed class JsonMethodMapper : IServiceMethodMapper
{
    private readonly MessageCodecs _codecs;
    private readonly ErrorResponse _errors;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;

    public JsonMethodMapper(IOptions<GrpcJsonTranscodingOptions> options, IHostApplicationLifetime lifetime, ILoggerFactory loggers)
    {
        _codecs = new MessageCodecs(options.Value.JsonSettings, options.Value.TypeRegistry);
        _errors = new ErrorResponse(_codecs);
        _logger = loggers.CreateLogger(CallLog.Category);
        _stopping = lifetime.ApplicationStopping;
    }

    public void MapUnary<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class =>
        MapRules(method, endpoints, (requests, responses) => new TranscodedUnaryHandler<TRequest, TResponse>(
            method, handler, requests, responses, _errors, _codecs.Settings.WriteIndented, _logger).HandleAsync);

    public void MapServerStreaming<TRequest, TResponse>(
        ServiceMethod<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse> handler,
        ServiceEndpoints endpoints)
        where TRequest : class
        where TResponse : class =>
        MapRules(method, endpoints, (requests, responses) => new TranscodedStreamHandler<TRequest, TResponse>(
            method, handler, requests, responses, _errors, _logger, _stopping).HandleAsync);

    private void MapRules(ServiceMethod method, ServiceEndpoints endpoints, Func<RequestReader, ResponseJson, RequestDelegate> createHandler)
    {
        if (method.Descriptor is not { } descriptor)
            return;

        foreach (var binding in HttpBinding.Of(descriptor))
        {
            try
            {
                var binder = new RequestBinder(binding, descriptor.InputType, _codecs);
                var requests = new RequestReader(binder, method.Settings.MaxReceiveMessageSize);
                var responses = new ResponseJson(binding, descriptor.OutputType, _codecs, method.Settings.MaxSendMessageSize);
                var handle = createHandler(requests, responses);
                endpoints.Map(
                    RouteOfTemplate.ToRoutePattern(binding.Template),
                    binding.Verb,
                    method,
                    IgnoringPreflight(binding, handle),
                    new GrpcJsonTranscodingMetadata(descriptor, binding.Rule));
            }
            catch (FormatException reason)
            {
                throw new InvalidOperationException($"{method.FullName} cannot be served as JSON. {reason.Message}", reason);
            }
        }
    }

    // Routing lets a browser's preflight (OPTIONS) through to the endpoint it asks about. Where no CORS middleware answers it, it is no call.
    private static RequestDelegate IgnoringPreflight(HttpBinding binding, RequestDelegate handle) =>
        binding.Verb is null || HttpMethods.IsOptions(binding.Verb)
            ? handle
            : http =>
            {
                if (!HttpMethods.IsOptions(http.Request.Method))
                    return handle(http);
                http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                http.Response.Headers.Allow = binding.Verb;
                return Task.CompletedTask;
            };
}
