using Microsoft.AspNetCore.Grpc.JsonTranscoding.Json;

namespace Microsoft.AspNetCore.Grpc.JsonTranscoding.Rules;

/// <summary>The fields that come from the path or the body, as a tree. The query must not touch them, however it spells them.</summary>
internal sealed class BoundFields
{
    private readonly Dictionary<FieldPlan, BoundFields> _children = [];

    /// <summary>True if the field itself is bound, and so is all below it.</summary>
    public bool IsWhole { get; private set; }

    public BoundFields? Find(FieldPlan field) => _children.GetValueOrDefault(field);

    public void Add(params ReadOnlySpan<FieldPlan> path)
    {
        if (path.IsEmpty)
        {
            IsWhole = true;
            return;
        }

        if (!_children.TryGetValue(path[0], out var child))
            _children[path[0]] = child = new BoundFields();
        child.Add(path[1..]);
    }
}
