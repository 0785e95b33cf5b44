using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using TinyEclipse.Server.OpenApi.Generator;

namespace TinyEclipse.Server.Tests.OpenApi;

/// <summary>Nothing of a document silently takes the place of something else.</summary>
public sealed class GeneratorConflictTests
{
    [Fact]
    public void Two_methods_of_one_route_are_refused()
    {
        var service = Service("one", "Books", "Find", "Move");

        var refused = Refused(new RestRoute(service.Methods[0], new HttpRule { Get = "/books/{a}" }), new RestRoute(service.Methods[1], new HttpRule { Get = "/books/{b}" }));

        Assert.Equal("one.BooksService.Move has the route get /books/{a}, which one.BooksService/Find has already.", refused);
    }

    [Fact]
    public void Two_services_of_one_name_are_refused()
    {
        var refused = Refused(
            new RestRoute(Service("one", "Books", "Find").Methods[0], new HttpRule { Get = "/one" }),
            new RestRoute(Service("two", "Books", "Find").Methods[0], new HttpRule { Get = "/two" }));

        Assert.Equal("one.BooksService and two.BooksService would both be shown as \"Books\": rename one.", refused);
    }

    [Fact]
    public void Two_schemas_of_one_name_are_refused()
    {
        // A message that travels both ways is "Thing" in answers and "ThingInput" in requests.
        var service = Service("one", "Things", "Find");
        var find = service.Methods[0];

        var refused = Refused(new RestRoute(find, new HttpRule { Post = "/things", Body = "*" }));

        Assert.Contains("would be described as \"ThingInput\", and so is one.Thing", refused, StringComparison.Ordinal);
    }

    private static string Refused(params RestRoute[] routes)
    {
        using var nothing = new MemoryStream(new FileDescriptorSet().ToByteArray());
        var options = new OpenApiOptions { Info = new JsonObject(), Comments = ProtoComments.Read(nothing) };
        return Assert.Throws<InvalidOperationException>(() => OpenApiGenerator.Generate(routes, options)).Message;
    }

    private static Google.Protobuf.Reflection.ServiceDescriptor Service(string package, string name, params string[] methods)
    {
        var file = new FileDescriptorProto { Name = $"{package}_{name}.proto", Package = package, Syntax = "proto3" };
        var isCrowded = name == "Things";
        file.MessageType.Add(new DescriptorProto { Name = "Thing" });
        if (isCrowded)
        {
            file.MessageType.Add(new DescriptorProto { Name = "ThingInput" });
            file.MessageType[0].Field.Add(new FieldDescriptorProto
            {
                Name = "input",
                Number = 1,
                Type = FieldDescriptorProto.Types.Type.Message,
                TypeName = $".{package}.ThingInput",
                Label = FieldDescriptorProto.Types.Label.Optional,
            });
        }

        var service = new ServiceDescriptorProto { Name = $"{name}Service" };
        service.Method.Add(methods.Select(method => new MethodDescriptorProto { Name = method, InputType = $".{package}.Thing", OutputType = $".{package}.Thing" }));
        file.Service.Add(service);
        return FileDescriptor.BuildFromByteStrings([file.ToByteString()])[0].Services[0];
    }
}
