using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests.Server;

public sealed class ReflectionTests
{
    [Fact]
    public async Task Services_are_listed()
    {
        var answer = Assert.Single(await AskAsync(new ServerReflectionRequest { ListServices = "*" }));

        Assert.Equal(
            [
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
                "tests.interop.v1.InteropService",
                "transcoding.v1.EchoService",
            ],
            answer.ListServicesResponse.Service.Select(service => service.Name));
    }

    [Theory]
    [InlineData("tests.interop.v1.InteropService")]
    [InlineData("tests.interop.v1.InteropService.Echo")]
    [InlineData("tests.interop.v1.EchoRequest")]
    public async Task A_symbol_leads_to_its_file_and_what_that_imports(string symbol)
    {
        var answer = Assert.Single(await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol }));

        var files = Files(answer);
        Assert.Equal("interop.proto", files[0]);
        Assert.Equal(
            ["google/protobuf/any.proto", "google/protobuf/duration.proto", "google/protobuf/empty.proto", "google/protobuf/timestamp.proto"],
            files.Skip(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_is_found_by_name_even_one_that_is_only_imported()
    {
        var answer = Assert.Single(await AskAsync(new ServerReflectionRequest { FileByFilename = "google/protobuf/any.proto" }));

        Assert.Equal(["google/protobuf/any.proto"], Files(answer));
    }

    [Fact]
    public async Task Imports_are_sent_once_but_what_is_asked_for_always()
    {
        var question = new ServerReflectionRequest { FileByFilename = "interop.proto" };

        var answers = await AskAsync(question, question, new ServerReflectionRequest { FileByFilename = "google/protobuf/any.proto" });

        Assert.Equal([5, 1, 1], answers.Select(answer => answer.FileDescriptorResponse.FileDescriptorProto.Count));
    }

    [Fact]
    public async Task Extensions_are_found_by_number()
    {
        var options = MethodOptions.Descriptor.FullName;

        var answers = await AskAsync(
            new ServerReflectionRequest { AllExtensionNumbersOfType = options },
            new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = options, ExtensionNumber = 72295728 } });

        Assert.Contains(72295728, answers[0].AllExtensionNumbersResponse.ExtensionNumber);
        Assert.Equal(options, answers[0].AllExtensionNumbersResponse.BaseTypeName);
        Assert.Equal("google/api/annotations.proto", Files(answers[1])[0]);
    }

    [Fact]
    public async Task What_is_not_there_is_an_answer_too_and_the_stream_goes_on()
    {
        var answers = await AskAsync(
            new ServerReflectionRequest { Host = "here", FileByFilename = "nope.proto" },
            new ServerReflectionRequest { FileContainingSymbol = "nope.Nope" },
            new ServerReflectionRequest { AllExtensionNumbersOfType = "nope.Nope" },
            new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = "nope.Nope", ExtensionNumber = 1 } },
            new ServerReflectionRequest());

        Assert.Equal(
            [StatusCode.NotFound, StatusCode.NotFound, StatusCode.NotFound, StatusCode.NotFound, StatusCode.InvalidArgument],
            answers.Select(answer => (StatusCode)answer.ErrorResponse.ErrorCode));
        Assert.Equal(("here", "nope.proto"), (answers[0].ValidHost, answers[0].OriginalRequest.FileByFilename));
    }

    [Fact]
    public async Task Older_tools_get_the_same_answers()
    {
        var question = new ServerReflectionRequest { ListServices = "*" };

        var today = await AskAsync("v1", question);
        var older = await AskAsync("v1alpha", question);

        Assert.Equal(today, older);
    }

    private static IReadOnlyList<string> Files(ServerReflectionResponse answer) =>
        [.. answer.FileDescriptorResponse.FileDescriptorProto.Select(file => FileDescriptorProto.Parser.ParseFrom(file).Name)];

    private static Task<IReadOnlyList<ServerReflectionResponse>> AskAsync(params ServerReflectionRequest[] questions) => AskAsync("v1", questions);

    private static async Task<IReadOnlyList<ServerReflectionResponse>> AskAsync(string version, params ServerReflectionRequest[] questions)
    {
        await using var server = await InteropServer.StartAsync(
            services: (services, _) => services.AddGrpcReflection(),
            application: app =>
            {
                app.MapGrpcReflectionService();
                app.MapGrpcService<ServiceWithOptions>();
            });

        var response = await server.Http2.SendAsync(
            $"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
            [.. questions.SelectMany(question => RawClient.Frame(question))],
            "application/grpc");

        Assert.Equal("0", response.Status);
        return [.. response.Frames.Select(frame => ServerReflectionResponse.Parser.ParseFrom(frame.Payload))];
    }

    /// <summary>Its methods have google.api.http rules, which are extensions of the methods' options.</summary>
    private sealed class ServiceWithOptions : Transcoding.V1.EchoService.EchoServiceBase;
}
