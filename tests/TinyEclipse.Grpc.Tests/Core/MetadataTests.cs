using Grpc.Core;

namespace Grpc.Tests.Core;

public sealed class MetadataTests
{
    [Fact]
    public void Keys_are_lower_case_and_found_in_any()
    {
        var metadata = new Metadata { { "X-Key", "1" }, { "x-key", "2" }, { "other", "3" } };

        Assert.Equal("2", metadata.GetValue("X-KEY"));
        Assert.Equal(["1", "2"], metadata.GetAll("x-Key").Select(entry => entry.Value));
        Assert.Null(metadata.Get("missing"));
        Assert.Equal("x-key", metadata[0].Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData(":path")]
    [InlineData("é")]
    [InlineData("a\n")]
    public void Keys_hold_only_what_headers_may(string key) => Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, ""));

    [Fact]
    public void The_key_tells_text_from_bytes()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a", [1]));
        var bytes = new Metadata.Entry("A-Bin", [1, 2]);
        Assert.True(bytes.IsBinary);
        Assert.Throws<InvalidOperationException>(() => bytes.Value);
        Assert.Equal([104, 105], new Metadata.Entry("a", "hi").ValueBytes);
    }

    [Fact]
    public void Bytes_are_copied_in_and_out()
    {
        byte[] source = [1, 2];
        var entry = new Metadata.Entry("a-bin", source);
        source[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.Equal([1, 2], entry.ValueBytes);
    }

    [Fact]
    public void The_empty_metadata_stays_empty()
    {
        Assert.Empty(Metadata.Empty);
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("a", "b"));
    }
}
