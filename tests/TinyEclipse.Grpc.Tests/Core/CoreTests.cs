using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Grpc.Tests.Core;

public sealed class CoreTests
{
    private static readonly Method<string, string> Method =
        new(MethodType.Unary, "a.S", "M", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    [Fact]
    public void A_status_with_details_survives_the_exception()
    {
        var status = new Google.Rpc.Status { Code = (int)StatusCode.NotFound, Message = "gone", Details = { Any.Pack(new Duration { Seconds = 3 }) } };

        var exception = status.ToRpcException();

        Assert.Equal((StatusCode.NotFound, "gone"), (exception.StatusCode, exception.Status.Detail));
        Assert.Equal(status, exception.GetRpcStatus());
        Assert.Null(new RpcException(Status.DefaultCancelled).GetRpcStatus());
    }

    [Fact]
    public void Details_that_are_none_are_reported_or_ignored()
    {
        var metadata = new Metadata { { MetadataExtensions.StatusDetailsTrailerName, new byte[] { 0xff } } };

        Assert.Null(metadata.GetRpcStatus(ignoreParseError: true));
        Assert.Throws<Google.Protobuf.InvalidProtocolBufferException>(() => metadata.GetRpcStatus());
    }

    [Fact]
    public void Setting_details_replaces_former_ones()
    {
        var metadata = new Metadata();
        metadata.SetRpcStatus(new Google.Rpc.Status { Message = "one" });
        metadata.SetRpcStatus(new Google.Rpc.Status { Message = "two" });

        Assert.Equal("two", metadata.GetRpcStatus()!.Message);
        Assert.Single(metadata);
    }

    [Fact]
    public void Call_options_are_changed_by_copy()
    {
        var before = new CallOptions();
        var after = before.WithDeadline(DateTime.UnixEpoch).WithWaitForReady();

        Assert.Null(before.Deadline);
        Assert.False(before.IsWaitForReady);
        Assert.Equal(DateTime.UnixEpoch, after.Deadline);
        Assert.True(after.IsWaitForReady);
    }

    [Fact]
    public void Marshallers_work_in_both_forms()
    {
        var contextual = Marshallers.Create(
            (string text, SerializationContext context) => context.Complete(Encoding.UTF8.GetBytes(text)),
            context => Encoding.UTF8.GetString(context.PayloadAsReadOnlySequence()));

        Assert.Equal("é", contextual.Deserializer(contextual.Serializer("é")));
        Assert.Equal("/a.S/M", Method.FullName);
    }

    [Fact]
    public async Task A_definition_tells_its_methods_to_a_binder()
    {
        var definition = ServerServiceDefinition.CreateBuilder()
            .AddMethod(Method, (string request, ServerCallContext _) => Task.FromResult($"handled {request}"))
            .Build();
        var binder = new Binder();
        definition.BindService(binder);

        Assert.Equal("handled x", await binder.Handler!("x", null!));
    }

    [Fact]
    public void A_definition_has_every_method_once()
    {
        var builder = ServerServiceDefinition.CreateBuilder().AddMethod(Method, (string request, ServerCallContext _) => Task.FromResult(request));

        Assert.Throws<ArgumentException>(() => builder.AddMethod(Method, (string request, ServerCallContext _) => Task.FromResult(request)));
    }

    private sealed class Binder : ServiceBinderBase
    {
        public UnaryServerMethod<string, string>? Handler { get; private set; }

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
            where TRequest : class
            where TResponse : class => Handler = (UnaryServerMethod<string, string>)(object)handler!;
    }
}
