using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using TinyEclipse.Rpc.V1;

namespace TinyEclipse.Server.Tests.Tenancy;

/// <summary>Calls any rpc of the protos by its descriptor alone, over gRPC and over JSON, so that a new one is covered by itself.</summary>
public static class EveryMethod
{
    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    // From the generated code, not from the server's list of services: one that is missing there is tried all the same.
    public static IEnumerable<MethodDescriptor> All { get; } =
    [
        .. from type in typeof(TinyEclipse.People.V1.PersonService).Assembly.GetTypes()
           let descriptor = type.GetProperty("Descriptor", typeof(ServiceDescriptor))?.GetValue(null) as ServiceDescriptor
           where descriptor is not null
           from method in descriptor.Methods
           select method,
    ];

    public static MethodDescriptor Named(string fullName) => All.Single(method => method.FullName == fullName);

    public static Access AccessOf(MethodDescriptor method) => method.GetOptions().GetExtension(AccessExtensions.Access);

    public static bool NamesATenant(MethodDescriptor method) => method.InputType.FindFieldByName("tenant_id") is not null;

    /// <summary>The status of a call in the name of this tenant.</summary>
    public static async Task<StatusCode> CallGrpcAsync(MethodDescriptor method, TestCaller caller, string tenantId) =>
        (await TryGrpcAsync(method, caller, Request(method, tenantId)))?.StatusCode ?? StatusCode.OK;

    /// <summary>How a call with this request fails; null when it does not.</summary>
    public static async Task<RpcException?> TryGrpcAsync(MethodDescriptor method, TestCaller caller, byte[] request)
    {
        try
        {
            await AnswerAsync(method, caller, request);
            return null;
        }
        catch (RpcException failure)
        {
            return failure;
        }
    }

    /// <summary>The answer, of a stream the first; empty where it ended without one.</summary>
    /// <exception cref="RpcException">The call failed.</exception>
    public static async Task<byte[]> AnswerAsync(MethodDescriptor method, TestCaller caller, byte[] request)
    {
        var kind = method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var target = new Method<byte[], byte[]>(kind, method.Service.FullName, method.Name, Bytes, Bytes);
        // A stream that is let in has nothing to tell and ends by its deadline; other calls may wait for a busy machine.
        var options = new CallOptions(deadline: DateTime.UtcNow.AddSeconds(method.IsServerStreaming ? 10 : 60));
        if (!method.IsServerStreaming)
            return await caller.Grpc.AsyncUnaryCall(target, null, options, request);

        using var call = caller.Grpc.AsyncServerStreamingCall(target, null, options, request);
        return await call.ResponseStream.MoveNext(CancellationToken.None) ? call.ResponseStream.Current : [];
    }

    /// <summary>The method's route: which field of the request is the body, if any; "*" means what the path does not hold.</summary>
    public static (HttpMethod Verb, string Template, string Body) RouteOf(MethodDescriptor method)
    {
        var rule = method.GetOptions().GetExtension(AnnotationsExtensions.Http);
        return rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => (HttpMethod.Get, rule.Get, rule.Body),
            HttpRule.PatternOneofCase.Post => (HttpMethod.Post, rule.Post, rule.Body),
            HttpRule.PatternOneofCase.Delete => (HttpMethod.Delete, rule.Delete, rule.Body),
            HttpRule.PatternOneofCase.Patch => (HttpMethod.Patch, rule.Patch, rule.Body),
            HttpRule.PatternOneofCase.Put => (HttpMethod.Put, rule.Put, rule.Body),
            _ => throw new NotSupportedException($"{method.FullName} has no plain route"),
        };
    }

    /// <summary>The HTTP status of the method's route in the name of this tenant.</summary>
    public static async Task<int> CallJsonAsync(MethodDescriptor method, TestCaller caller, string tenantId)
    {
        var (verb, template, body) = RouteOf(method);
        var tenantInPath = template.Contains("{tenant_id}", StringComparison.Ordinal);
        var path = string.Join('/', template.Split('/').Select(part => part == "{tenant_id}" ? tenantId : part.StartsWith('{') ? Guid.NewGuid().ToString() : part));
        var inBody = body == "*" && !tenantInPath && NamesATenant(method);
        using var request = new HttpRequestMessage(verb, !tenantInPath && !inBody && NamesATenant(method) ? $"{path}?tenant_id={tenantId}" : path);
        if (body.Length > 0)
            request.Content = new StringContent(inBody ? $$"""{"tenant_id":"{{tenantId}}"}""" : "{}", System.Text.Encoding.UTF8, "application/json");

        using var response = await caller.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }

    private static byte[] Request(MethodDescriptor method, string tenantId)
    {
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        method.InputType.FindFieldByName("tenant_id")?.Accessor.SetValue(request, tenantId);
        return request.ToByteArray();
    }
}
