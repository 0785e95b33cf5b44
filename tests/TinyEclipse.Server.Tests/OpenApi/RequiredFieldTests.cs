using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tests.People;
using TinyEclipse.Server.Tests.Tenancy;

namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>What the protos call required is what the server asks for, no more and no less.</summary>
public sealed class RequiredFieldTests(RequiredFieldTests.ServerOfItsOwn fixture) : IClassFixture<RequiredFieldTests.ServerOfItsOwn>
{
    private static readonly Marshaller<byte[]> Bytes = new(bytes => bytes, bytes => bytes);

    public static TheoryData<string> UnaryMethods =>
        new(EveryMethod.All.Where(method => !method.IsServerStreaming).Select(method => method.FullName));

    [Theory]
    [MemberData(nameof(UnaryMethods))]
    public async Task An_empty_request_lacks_what_is_required(string name)
    {
        var server = fixture.Server;
        var (method, tenant) = (EveryMethod.Named(name), await server.NewTenantAsync());
        var caller = EveryMethod.AccessOf(method) switch
        {
            { Site: true } => tenant.Site,
            { Role: Role.Operator } => await server.NewOperatorAsync(),
            { Session: true } => await (await TestPerson.NewAsync(server, tenant.Tenant, Role.Owner)).SignedInAsync(),
            _ => tenant.Owner,
        };
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        method.InputType.FindFieldByName("tenant_id")?.Accessor.SetValue(request, tenant.Id);

        // That one of several must be given, no option of a field can say.
        var choices = method.InputType.Oneofs.Select(oneof => oneof.Name);
        var refused = (await RefusedFieldsAsync(method, caller, request)).Except(choices);
        Assert.Equal(RequiredIn(method.InputType, "").Order(StringComparer.Ordinal), refused.Order(StringComparer.Ordinal));
    }

    // A required message is missing by what is required in it; where nothing is, by itself.
    private static IEnumerable<string> RequiredIn(MessageDescriptor message, string prefix)
    {
        foreach (var field in message.Fields.InDeclarationOrder().Where(IsRequired))
        {
            var inner = field.FieldType == FieldType.Message ? RequiredIn(field.MessageType, $"{prefix}{field.Name}.").ToList() : [];
            foreach (var path in inner.Count > 0 ? inner : [prefix + field.Name])
                yield return path;
        }
    }

    private static bool IsRequired(FieldDescriptor field) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(FieldBehavior.Required) ?? false;

    private static async Task<IEnumerable<string>> RefusedFieldsAsync(MethodDescriptor method, TestCaller caller, IMessage request)
    {
        var target = new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes);
        try
        {
            await caller.Grpc.AsyncUnaryCall(target, null, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(20)), request.ToByteArray());
            return [];
        }
        catch (RpcException failure)
        {
            return failure.StatusCode == StatusCode.InvalidArgument ? failure.Fields() : [];
        }
    }

    /// <summary>What asks for nothing is carried out, for a whole server too.</summary>
    public sealed class ServerOfItsOwn(TestServer tests) : IAsyncLifetime
    {
        private RunningServer? _server;

        public RunningServer Server => _server!;

        public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(await tests.NewDatabaseAsync());

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
