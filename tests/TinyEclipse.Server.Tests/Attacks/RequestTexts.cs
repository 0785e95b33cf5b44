using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TinyEclipse.Server.Tests.Attacks;

/// <summary>Requests that are empty but for one text, made by the descriptor.</summary>
internal static class RequestTexts
{
    /// <summary>A request for each text that a message of the type can hold, with this one there.</summary>
    public static IEnumerable<(string Path, IMessage Message)> Each(MessageDescriptor type, string text)
    {
        foreach (var field in type.Fields.InDeclarationOrder().Where(field => !field.IsMap))
        {
            var name = field.IsRepeated ? $"{field.Name}[0]" : field.Name;
            if (field.FieldType == FieldType.String)
                yield return (name, With(type, field, text));
            if (field.FieldType != FieldType.Message)
                continue;

            foreach (var (path, message) in Each(field.MessageType, text))
                yield return ($"{name}.{path}", With(type, field, message));
        }
    }

    /// <summary>The request again for each text it can hold, with this one there instead.</summary>
    public static IEnumerable<(string Path, IMessage Message)> EachOf(IMessage good, string text)
    {
        foreach (var field in good.Descriptor.Fields.InDeclarationOrder().Where(field => !field.IsMap))
        {
            var value = field.Accessor.GetValue(good);
            if (field is { FieldType: FieldType.String, IsRepeated: false })
                yield return (field.Name, Changed(good, field, text));
            if (field.FieldType != FieldType.Message || value is null or IList { Count: 0 })
                continue;

            foreach (var (path, message) in EachOf(value as IMessage ?? (IMessage)((IList)value)[0]!, text))
                yield return ($"{field.Name}.{path}", Changed(good, field, message));
        }
    }

    private static IMessage Changed(IMessage good, FieldDescriptor field, object value)
    {
        var message = good.Descriptor.Parser.ParseFrom(good.ToByteString());
        if (field.IsRepeated)
            ((IList)field.Accessor.GetValue(message))[0] = value;
        else
            field.Accessor.SetValue(message, value);
        return message;
    }

    private static IMessage With(MessageDescriptor type, FieldDescriptor field, object value)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        if (field.IsRepeated)
            ((IList)field.Accessor.GetValue(message)).Add(value);
        else
            field.Accessor.SetValue(message, value);
        return message;
    }
}
