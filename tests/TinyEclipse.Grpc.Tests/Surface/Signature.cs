using System.Reflection;

namespace Grpc.Tests.Surface;

/// <summary>
/// Types and members as a line of text: types without their namespaces, the parameters of a generic type as T1, T2, those of a generic
/// method as U1, U2.
/// </summary>
internal static class Signature
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private const BindingFlags Everything = (Declared & ~BindingFlags.DeclaredOnly) | BindingFlags.FlattenHierarchy;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(double)] = "double",
        [typeof(int)] = "int",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(void)] = "void",
    };

    /// <summary>With its namespace, and &lt;&gt; if it is generic.</summary>
    public static string Of(Type type) => $"{type.Namespace}.{NestedName(type)}{(type.IsGenericType ? "<>" : "")}";

    /// <summary>What callers and derived types can name.</summary>
    public static IEnumerable<string> MembersOf(Type type) => MembersOf(type, Everything, method => true);

    /// <summary>What the type adds to those it derives from, but for what every delegate and every enum has.</summary>
    public static IEnumerable<string> MembersOfItsOwn(Type type) =>
        type.IsAssignableTo(typeof(Delegate)) ? [] : MembersOf(type, Declared, method => !method.IsSpecialName && method.GetBaseDefinition() == method);

    private static IEnumerable<string> MembersOf(Type type, BindingFlags which, Func<MethodInfo, bool> isWanted) =>
    [
        .. type.GetConstructors(which).Where(IsOpen).Select(constructor => $"new({Parameters(constructor)})"),
        .. type.GetFields(which).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName).Select(field => field.Name),
        .. type.GetProperties(which).SelectMany(Accessors),
        .. type.GetMethods(which).Where(method => IsOpen(method) && isWanted(method)).Select(method => $"{method.Name}({Parameters(method)}) : {Text(method.ReturnType)}"),
    ];

    /// <summary>What prose would call it: the type, with its namespace, and the member if there is one.</summary>
    public static string NameOf(string type, string member = "")
    {
        var name = member.Split(' ') is [("get" or "set"), var property, ..] ? property : member.Split('(')[0];
        return $"{type.Replace("<>", "", StringComparison.Ordinal)}.{name}".TrimEnd('.');
    }

    private static IEnumerable<string> Accessors(PropertyInfo property)
    {
        if (property.GetMethod is { } get && IsOpen(get))
            yield return $"get {property.Name} : {Text(property.PropertyType)}";
        if (property.SetMethod is { } set && IsOpen(set))
            yield return $"set {property.Name} : {Text(property.PropertyType)}";
    }

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter => Text(parameter.ParameterType)));

    private static string Text(Type type)
    {
        if (type.IsGenericParameter)
            return $"{(type.DeclaringMethod is null ? 'T' : 'U')}{type.GenericParameterPosition + 1}";
        if (type.IsArray)
            return $"{Text(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Text(value)}?";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        return type.IsGenericType ? $"{NestedName(type)}<{string.Join(", ", type.GetGenericArguments().Select(Text))}>" : NestedName(type);
    }

    private static string NestedName(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type.DeclaringType is { } outer ? $"{NestedName(outer)}.{name}" : name;
    }
}
