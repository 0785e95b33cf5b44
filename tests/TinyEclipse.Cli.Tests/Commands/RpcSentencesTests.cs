using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Cli.CommandLine;
using ErrorInfo = TinyEclipse.Rpc.V1.ErrorInfo;

namespace TinyEclipse.Cli.Tests.Commands;

public sealed class RpcSentencesTests
{
    private static readonly Uri Server = new("http://127.0.0.1:8081");

    [Theory]
    [InlineData("PLAN_REQUIRED", "feature=web push,required_plan=pro", "The tenant's plan does not hold web push: that takes the plan pro.")]
    [InlineData("PLAN_REQUIRED", "feature=FEATURE_SHOP,required_plan=PLAN_PRO_PLUS", "The tenant's plan does not hold shop: that takes the plan pro plus.")]
    [InlineData("ROLE_REQUIRED", "required_role=ROLE_OPERATOR", "This takes the role operator.")]
    [InlineData("ROLE_REQUIRED", "", "The server's own words.")]
    [InlineData("RESOURCE_NOT_FOUND", "resource_type=cart,resource_id=0197B8A0", "There is no cart 0197B8A0.")]
    [InlineData("CREDENTIAL_INVALID", "", "http://127.0.0.1:8081/ does not know this token, or it was revoked: use te login.")]
    [InlineData("SCOPE_REQUIRED", "required_scope=shop:read", "This token lacks the scope shop:read.")]
    [InlineData("STEP_UP_REQUIRED", "", "It is more than 10 minutes ago that you proved who you are: te reauthenticate asks for a proof.")]
    [InlineData("SOMETHING_NEW", "", "The server's own words.")]
    public void A_reason_is_a_sentence(string reason, string metadata, string sentence)
    {
        var info = new ErrorInfo { Domain = "tinyeclipse", Reason = reason };
        foreach (var pair in metadata.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=')))
            info.Metadata.Add(pair[0], pair[1]);

        Assert.Equal([sentence], RpcSentences.Of(Failure(Code.FailedPrecondition, info), Server, namesTenant: true));
    }

    [Fact]
    public void Wrong_fields_are_a_line_each()
    {
        var fields = new BadRequest { FieldViolations = { Violation("tenant.name", "must be 1 to 200 characters"), Violation("tenant.domain", "is\nno host name") } };

        Assert.Equal(
            ["The server did not accept:", "  tenant.name: must be 1 to 200 characters", "  tenant.domain: is no host name"],
            RpcSentences.Of(Failure(Code.InvalidArgument, fields), Server, namesTenant: true));
    }

    [Fact]
    public void A_tenant_that_nobody_named_is_asked_for() =>
        Assert.Equal([Words.WhichTenant], RpcSentences.Of(Failure(Code.InvalidArgument, new BadRequest { FieldViolations = { Violation("tenant_id", "is missing") } }), Server, namesTenant: false));

    [Theory]
    [InlineData(StatusCode.Unavailable, "is the server running?")]
    [InlineData(StatusCode.DeadlineExceeded, "took too long")]
    [InlineData(StatusCode.Unimplemented, "older than te")]
    [InlineData(StatusCode.Internal, "Internal")]
    public void A_status_without_words_is_a_sentence_too(StatusCode status, string part) =>
        Assert.Contains(part, Assert.Single(RpcSentences.Of(new RpcException(new Grpc.Core.Status(status, "")), Server, namesTenant: true)), StringComparison.Ordinal);

    private static BadRequest.Types.FieldViolation Violation(string field, string description) => new() { Field = field, Description = description };

    private static RpcException Failure(Code code, IMessage detail) =>
        new Google.Rpc.Status { Code = (int)code, Message = "the server's own words", Details = { Any.Pack(detail) } }.ToRpcException();
}
