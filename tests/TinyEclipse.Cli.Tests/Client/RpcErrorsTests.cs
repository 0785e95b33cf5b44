using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Client;
using TinyEclipse.Rpc.V1;
using ErrorInfo = TinyEclipse.Rpc.V1.ErrorInfo;

namespace TinyEclipse.Cli.Tests.Client;

public sealed class RpcErrorsTests
{
    [Fact]
    public void The_reason_its_details_and_the_wrong_fields_are_read()
    {
        var info = new ErrorInfo { Domain = "tinyeclipse", Reason = "PLAN_REQUIRED", Metadata = { ["required_plan"] = "pro" } };
        var fields = new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "email", Description = "is no address" } } };

        var failure = Failure(info, fields);

        Assert.Equal(ErrorReason.PlanRequired, failure.GetReason());
        Assert.Equal("pro", failure.GetMetadata("required_plan"));
        Assert.Null(failure.GetMetadata("feature"));
        Assert.Equal("email", Assert.Single(failure.GetFieldViolations()).Field);
    }

    [Theory]
    [InlineData("tinyeclipse", "A_REASON_OF_TOMORROW")]
    [InlineData("example.be", "PLAN_REQUIRED")]
    public void A_reason_of_tomorrow_or_of_somebody_else_is_none(string domain, string reason) =>
        Assert.Equal(ErrorReason.Unspecified, Failure(new ErrorInfo { Domain = domain, Reason = reason }).GetReason());

    [Fact]
    public void A_failure_without_details_has_no_reason()
    {
        var failure = new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "away"));

        Assert.Equal(ErrorReason.Unspecified, failure.GetReason());
        Assert.Empty(failure.GetFieldViolations());
    }

    private static RpcException Failure(params Google.Protobuf.IMessage[] details) =>
        new Google.Rpc.Status { Code = (int)Code.FailedPrecondition, Details = { details.Select(Any.Pack) } }.ToRpcException();
}
