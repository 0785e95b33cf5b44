using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace TinyEclipse.Server.Rpc;

/// <summary>Updates of only what is named (AIP-134): the mask names fields of the resource; an empty one names those that were filled in.</summary>
public static class FieldMasks
{
    /// <summary>Names update_mask as wrong when it holds what may not be changed.</summary>
    public static Checks Mask(this Checks checks, FieldMask? mask, params IReadOnlyCollection<string> changeable) =>
        checks.Field("update_mask", mask is null || mask.Paths.All(changeable.Contains), $"may name {string.Join(", ", changeable)}");

    /// <summary>The resource as it was, with the named fields of the one that was sent.</summary>
    public static T Apply<T>(T stored, T sent, FieldMask? mask, params IReadOnlyCollection<string> changeable)
        where T : IMessage<T>
    {
        var updated = stored.Clone();
        foreach (var field in Named(sent, mask, changeable))
            field.Accessor.SetValue(updated, field.Accessor.GetValue(sent));
        return updated;
    }

    private static IEnumerable<FieldDescriptor> Named<T>(T sent, FieldMask? mask, IReadOnlyCollection<string> changeable)
        where T : IMessage<T>
    {
        var fields = changeable.Select(sent.Descriptor.FindFieldByName);
        return mask is { Paths.Count: > 0 } ? fields.Where(field => mask.Paths.Contains(field.Name)) : fields.Where(field => IsFilled(sent, field));
    }

    private static bool IsFilled<T>(T message, FieldDescriptor field)
        where T : IMessage<T>
    {
        var alone = message.Descriptor.Parser.ParseFrom(ByteString.Empty);
        return !Equals(field.Accessor.GetValue(message), field.Accessor.GetValue(alone));
    }
}
