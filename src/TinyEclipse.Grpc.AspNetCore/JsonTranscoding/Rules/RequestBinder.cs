using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Framing;
using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;
using Microsoft.AspNetCore.Http;
using Status = Grpc.Core.Status;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>
/// Puts a request message together: the body, then the query, then the path. In wire bytes the last value of a field counts, so the path
/// has the last word, and what is in the path or the body the query cannot touch.
/// </summary>
internal sealed class RequestBinder
{
    private readonly MessageBytes _message;
    private readonly PathBinder _path;
    private readonly QueryBinder? _query;
    private readonly BodyBinder? _body;

    /// <exception cref="FormatException">The rule does not fit the message.</exception>
    public RequestBinder(HttpBinding binding, MessageDescriptor message, MessageCodecs codecs)
    {
        var codec = codecs.Get(message);
        _message = codecs.GetBytes(message);
        _path = new PathBinder(binding.Template, codec);

        var bound = new BoundFields();
        foreach (var field in _path.Fields)
            bound.Add(field.Fields);
        if (binding.Body.Length > 0)
        {
            _body = new BodyBinder(binding.Body, codec, _path.Fields.Where(path => path.Fields.Length == 1).Select(path => path.Fields[0]));
            ReadsRawBody = (_body.Field is null ? message : _body.Field.MessageType) == HttpBody.Descriptor;
        }

        if (_body?.Field is { } bodyField)
            bound.Add(bodyField);
        if (binding.Body != HttpBinding.WholeMessage && codec is MessagePlan plan)
            _query = new QueryBinder(plan, bound);
    }

    public bool ReadsBody => _body is not null;

    /// <summary>True if the body is a google.api.HttpBody, so anything.</summary>
    public bool ReadsRawBody { get; }

    /// <exception cref="RpcException">INVALID_ARGUMENT, naming the fields that are wrong.</exception>
    public IMessage Bind(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var wire = new PooledBufferWriter();
        var errors = new FieldErrors();
        if (ReadsRawBody)
            RawBodyBinder.Bind(_body!.Field, request.ContentType, body, wire);
        else
            _body?.Bind(body, wire, errors);
        _query?.Bind(request.QueryString, wire, errors);
        _path.Bind(request.RouteValues, wire, errors);
        return errors.Count == 0 ? Parse(wire.WrittenSpan) : throw Invalid(errors.Violations);
    }

    private IMessage Parse(ReadOnlySpan<byte> wire)
    {
        try
        {
            return _message.Parse(wire);
        }
        catch (InvalidProtocolBufferException reason)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request is malformed.", reason));
        }
    }

    private static RpcException Invalid(IReadOnlyList<BadRequest.Types.FieldViolation> violations)
    {
        var message = string.Join("; ", violations.Select(violation =>
            violation.Field.Length > 0 ? $"{violation.Field} {violation.Description}" : $"the body {violation.Description}"));
        return new Google.Rpc.Status
        {
            Code = (int)StatusCode.InvalidArgument,
            Message = message,
            Details = { Any.Pack(new BadRequest { FieldViolations = { violations } }) },
        }.ToRpcException();
    }
}
