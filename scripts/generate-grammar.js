// placeholder until the grammar lands
export default function generate() {}
