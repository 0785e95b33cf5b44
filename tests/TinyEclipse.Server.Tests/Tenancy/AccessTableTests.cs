using Google.Protobuf;
using Google.Protobuf.Reflection;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Tenancy;

/// <summary>A service that does not say who may call it keeps the server from starting.</summary>
public sealed class AccessTableTests
{
    [Theory]
    [InlineData("", "who may call it")]
    [InlineData("{ \"role\": \"ROLE_VIEWER\" }", "which scope")]
    [InlineData("{ \"person\": true }", "which scope")]
    [InlineData("{ \"person\": true, \"scope\": \"everything\" }", "which scope")]
    public void An_option_that_is_missing_is_told_of(string access, string what)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => new AccessTable([ServiceWith(access)]));

        Assert.Contains("made.up.Service.Call", failure.Message, StringComparison.Ordinal);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"public\": true }")]
    [InlineData("{ \"site\": true }")]
    [InlineData("{ \"session\": true, \"step_up\": true }")]
    public void What_no_api_token_opens_needs_no_scope(string access) => Assert.Empty(new AccessTable([ServiceWith(access)]).Scopes);

    [Fact]
    public void The_scopes_that_tokens_may_have_are_those_that_methods_name() =>
        Assert.Equal(["shop:read"], new AccessTable([ServiceWith("{ \"role\": \"ROLE_VIEWER\", \"scope\": \"shop:read\" }")]).Scopes);

    private static ServiceDescriptor ServiceWith(string access)
    {
        var options = new MethodOptions();
        if (access.Length > 0)
            options.SetExtension(AccessExtensions.Access, JsonParser.Default.Parse<Access>(access));
        var file = new FileDescriptorProto
        {
            Name = "made_up.proto",
            Package = "made.up",
            MessageType = { new DescriptorProto { Name = "Nothing" } },
            Service =
            {
                new ServiceDescriptorProto
                {
                    Name = "Service",
                    Method = { new MethodDescriptorProto { Name = "Call", InputType = ".made.up.Nothing", OutputType = ".made.up.Nothing", Options = options } },
                },
            },
        };
        return FileDescriptor.BuildFromByteStrings([file.ToByteString()], new ExtensionRegistry { AccessExtensions.Access })[0].Services[0];
    }
}
