using Google.Rpc;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

/// <summary>
/// What is wrong with the fields of a request, up to a limit. A path is put together from the inside out: whoever read a field puts its
/// name before the paths of the errors that were added meanwhile. Reading what is right so costs nothing.
/// </summary>
internal sealed class FieldErrors
{
    private const int Limit = 20;

    private readonly List<BadRequest.Types.FieldViolation> _violations = [];

    public int Count => _violations.Count;

    public IReadOnlyList<BadRequest.Types.FieldViolation> Violations => _violations;

    public void Add(string description, string path = "")
    {
        if (Count < Limit)
            _violations.Add(new BadRequest.Types.FieldViolation { Field = path, Description = description });
    }

    /// <summary>Puts a segment, "items" or "[2]", before the paths of all errors from the given one on.</summary>
    public void Prefix(int from, string segment)
    {
        for (var i = from; i < Count; i++)
        {
            var rest = _violations[i].Field;
            _violations[i].Field = rest.Length == 0 || rest[0] == '[' ? segment + rest : $"{segment}.{rest}";
        }
    }
}
