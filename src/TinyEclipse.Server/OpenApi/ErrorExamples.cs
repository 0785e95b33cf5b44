using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TinyEclipse.Rpc.V1;
using TinyEclipse.Server.Edge.Limits;
using TinyEclipse.Server.OpenApi.Generator;
using TinyEclipse.Server.Rpc;
using TinyEclipse.Server.Tenancy;
using TinyEclipse.Tenants.V1;
using Enum = System.Enum;
using ErrorInfo = TinyEclipse.Rpc.V1.ErrorInfo;

namespace TinyEclipse.Server.OpenApi;

/// <summary>The bodies of errors, made by the code that makes them when a call fails.</summary>
public static partial class ErrorExamples
{
    private const string SomeId = "7f1f8d3e-6b1c-4a7e-9a55-0d6c1b2f3a4c";

    // Of two types of one name the last counts: BadRequest's file has an ErrorInfo too, with the draft's names.
    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default
        .WithFormatDefaultValues(true)
        .WithPreserveProtoFieldNames(true)
        .WithTypeRegistry(TypeRegistry.FromMessages(BadRequest.Descriptor, RetryInfo.Descriptor, ErrorInfo.Descriptor)));

    public static JsonNode Of(NamedError error, MethodDescriptor? method) =>
        JsonNode.Parse(Json.Format(Make(error, method).GetRpcStatus()!))!;

    private static RpcException Make(NamedError error, MethodDescriptor? method)
    {
        var message = error.Text.TrimEnd('.');
        return (error.Code, ReasonOf(error)) switch
        {
            (Code.InvalidArgument, _) when method is not null => WrongField(method),
            (Code.NotFound, ErrorReason.Unspecified) when MissingType().Match(message) is { Success: true } type =>
                RpcErrors.NotFound(type.Groups["type"].Value, SomeId),
            (Code.FailedPrecondition, ErrorReason.PlanRequired) => Entitlements.PlanRequired(Feature.Shop),
            (Code.PermissionDenied, ErrorReason.RoleRequired) when message.StartsWith("this needs", StringComparison.Ordinal) =>
                TenantCallContext.RoleRequired(Enum.Parse<Role>(message.Split(' ')[^1], ignoreCase: true)),
            (Code.NotFound, ErrorReason.Unspecified) => RpcErrors.Make(error.Code, ErrorReason.ResourceNotFound, message),
            (Code.AlreadyExists, _) => RpcErrors.Make(error.Code, ErrorReason.ResourceExists, message),
            (_, ErrorReason.ScopeRequired) => AccessInterceptor.ScopeRequired(message.Split(' ')[^1]),
            (_, ErrorReason.RateLimited) => LimitAnswers.Error("credential", new LimitOptions().CallsPerCredential, TimeSpan.FromSeconds(2)),
            (_, ErrorReason.Unspecified) => new Google.Rpc.Status { Code = (int)error.Code, Message = message }.ToRpcException(),
            (_, var reason) => RpcErrors.Make(error.Code, reason, message),
        };
    }

    private static RpcException WrongField(MethodDescriptor method)
    {
        var fields = method.InputType.Fields.InDeclarationOrder();
        var (field, rule) = fields.Any(field => field.Name is "tenant_id")
            ? ("tenant_id", "must be a UUID")
            : fields.Any(field => field.Name is "page_size")
                ? ("page_size", "must not be negative")
                : (fields.Count > 0 ? fields[0].Name : "the body", "is missing or malformed");
        var failure = new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = rule } } };
        return RpcErrors.Make(Code.InvalidArgument, ErrorReason.FieldInvalid, $"{field} {rule}", Any.Pack(failure));
    }

    [GeneratedRegex("no such (?<type>[a-z]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingType();

    private static ErrorReason ReasonOf(NamedError error) =>
        Enum.TryParse<ErrorReason>(error.Reason.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var reason) ? reason : ErrorReason.Unspecified;
}
