using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.Tests.Server;

/// <summary>A service that no proto describes, with marshallers of its own.</summary>
public sealed class HandWrittenServiceTests
{
    [Fact]
    public async Task Any_bytes_can_be_messages()
    {
        await using var server = await InteropServer.StartAsync<TextService>(services: (services, _) => services.AddGrpcReflection());

        var response = await server.Http2.SendAsync("/text/Reverse", RawClient.Frame("abc"u8.ToArray()), "application/grpc");

        Assert.Equal("cba", Encoding.UTF8.GetString(Assert.Single(response.Frames).Payload));
    }

    [Fact]
    public async Task Reflection_leaves_it_out()
    {
        await using var server = await InteropServer.StartAsync<TextService>(
            services: (services, _) => services.AddGrpcReflection(), application: app => app.MapGrpcReflectionService());

        var response = await server.Http2.SendAsync(
            "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            RawClient.Frame(new Reflection.V1.ServerReflectionRequest { ListServices = "" }),
            "application/grpc");

        var services = response.OnlyMessage(Reflection.V1.ServerReflectionResponse.Parser).ListServicesResponse.Service;
        Assert.DoesNotContain(services, service => service.Name == "text");
    }

    [Fact]
    public async Task Half_a_message_is_not_taken_for_a_response()
    {
        await using var server = await InteropServer.StartAsync<TextService>();

        await Assert.ThrowsAsync<HttpRequestException>(
            () => server.Http2.SendAsync("/text/Reverse", RawClient.Frame("fail"u8.ToArray()), "application/grpc"));

        await server.Log.WaitForAsync("failed with an exception");
        Assert.Equal("the marshaller failed", Assert.Single(server.Log.All, entry => entry.Level >= LogLevel.Error).Exception!.Message);
    }

    [Fact]
    public async Task A_null_response_is_an_internal_error()
    {
        await using var server = await InteropServer.StartAsync<TextService>();

        var response = await server.Http2.SendAsync("/text/Reverse", RawClient.Frame("null"u8.ToArray()), "application/grpc");

        Assert.Equal(("13", "The method returned no message."), (response.Status, response.Message));
    }

    private static class TextBinding
    {
        private static readonly Marshaller<string> Request = Marshallers.StringMarshaller;

        private static readonly Marshaller<string> Response = Marshallers.Create<string>(
            (text, context) =>
            {
                context.SetPayloadLength(text.Length);
                context.GetBufferWriter().GetSpan()[0] = (byte)text[0];
                context.GetBufferWriter().Advance(1);
                if (text == "liaf")
                    throw new InvalidOperationException("the marshaller failed");
                Encoding.UTF8.GetBytes(text.AsSpan(1), context.GetBufferWriter());
                context.Complete();
            },
            context => throw new NotSupportedException());

        public static void Bind(ServiceBinderBase binder, TextServiceBase? service) => binder.AddMethod(
            new Method<string, string>(MethodType.Unary, "text", "Reverse", Request, Response),
            service is null ? null : new UnaryServerMethod<string, string>(service.Reverse));
    }

    [BindServiceMethod(typeof(TextBinding), "Bind")]
    private abstract class TextServiceBase
    {
        public abstract Task<string> Reverse(string text, ServerCallContext context);
    }

    private sealed class TextService : TextServiceBase
    {
        public override Task<string> Reverse(string text, ServerCallContext context) =>
            Task.FromResult(text == "null" ? null! : new string([.. text.Reverse()]));
    }
}
