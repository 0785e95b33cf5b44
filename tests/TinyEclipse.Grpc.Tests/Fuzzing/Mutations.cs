namespace Grpc.Tests.Fuzzing;

/// <summary>What goes wrong with bytes under way, or is done to them on purpose.</summary>
internal static class Mutations
{
    public static T Pick<T>(this Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>Some are left as they are.</summary>
    public static byte[] Mutate(this Random random, byte[] original)
    {
        var bytes = new List<byte>(original);
        for (var count = random.Next(4); count > 0; count--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0 when length > 0:
                    bytes[at] = random.Pick<byte>(0, 1, 0x7F, 0x80, 0xFF, (byte)random.Next(256));
                    break;
                case 1:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
