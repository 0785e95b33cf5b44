using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using TinyEclipse.Rpc.V1;

namespace TinyEclipse.Server.Rpc;

/// <summary>Collects what is wrong with a request and reports it all at once as INVALID_ARGUMENT.</summary>
public sealed class Checks
{
    private readonly BadRequest _failures = new();

    public Checks Field(string name, bool isValid, string rule)
    {
        if (!isValid)
            _failures.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = name, Description = rule });
        return this;
    }

    public Checks Text(string name, string value, int least, int most)
    {
        if (value.Length >= least && value.Length <= most)
            return this;

        return Field(name, isValid: false, least == 0 ? $"must be at most {most} characters" : $"must be {least} to {most} characters");
    }

    public Checks Time(string name, Timestamp? value) => Field(name, Times.IsPlausible(value), "must be a time since the year 2000");

    /// <summary>The only field of a request that can be wrong.</summary>
    public static Guid RequireId(string name, string value)
    {
        var checks = new Checks();
        var id = checks.Id(name, value);
        checks.ThrowIfFailed();
        return id;
    }

    /// <summary>The only field of a request that can be wrong: an e-mail address, in its one spelling.</summary>
    public static string RequireEmail(string name, string typed)
    {
        var email = EmailAddress.Normalize(typed);
        new Checks().Field(name, email is not null, "must be an e-mail address").ThrowIfFailed();
        return email!;
    }

    /// <summary>Parses an id that was sent; an invalid one counts as a failure and comes out empty.</summary>
    public Guid Id(string name, string value)
    {
        Field(name, Guid.TryParse(value, out var id), "must be a UUID");
        return id;
    }

    public void ThrowIfFailed()
    {
        if (_failures.FieldViolations.Count == 0)
            return;

        var message = string.Join("; ", _failures.FieldViolations.Select(failure => $"{failure.Field} {failure.Description}"));
        throw RpcErrors.Make(Code.InvalidArgument, ErrorReason.FieldInvalid, message, Any.Pack(_failures));
    }
}
